// While a reading is typed: how much was used, and about what it will cost. The page works without.
const form = document.querySelector('form[data-estimate]');
const words = form.querySelector('[data-estimate-words]');
const WAIT_MS = 500;
let waiting;
let asked = 0;

function show(place, text) {
  place.textContent = text;
  place.hidden = !text;
}

async function ask() {
  const mine = ++asked;
  let answer = { uses: {}, estimate: '' };
  try {
    const response = await fetch(form.dataset.estimate, { method: 'POST', body: new FormData(form) });
    if (response.ok) answer = await response.json();
  } catch {
    // Without a connection nothing is said; sending the form says what is wrong.
  }
  // An answer to what was typed before has come too late.
  if (mine !== asked) return;
  for (const place of form.querySelectorAll('[data-use]')) {
    show(place, answer.uses[place.dataset.use] || '');
  }
  if (words) show(words, answer.estimate);
}

form.addEventListener('input', () => {
  clearTimeout(waiting);
  waiting = setTimeout(ask, WAIT_MS);
});
