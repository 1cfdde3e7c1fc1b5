// The check of ALTCHA: it begins to work when the form gets focus, and a form that is sent earlier
// waits for it. Without this file the page shows digits instead.
import '../vendor/altcha.js';

for (const part of document.querySelectorAll('[data-check]')) {
  const widget = part.querySelector('altcha-widget');
  const form = part.closest('form');
  let state = 'unverified';
  let waiting = null;
  part.querySelector('.check-other').hidden = false;
  widget.addEventListener('statechange', (event) => {
    state = event.detail.state;
    if (!waiting || (state !== 'verified' && state !== 'error')) return;
    const button = waiting;
    waiting = null;
    // The hidden field with the solution is there once the widget has drawn itself.
    setTimeout(() => form.requestSubmit(button), 50);
  });
  form.addEventListener('submit', (event) => {
    const button = event.submitter;
    if (state === 'verified' || state === 'error' || (button && button.name === 'check')) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (waiting) return;
    waiting = button;
    if (state !== 'verifying') widget.verify();
  }, true);
}
