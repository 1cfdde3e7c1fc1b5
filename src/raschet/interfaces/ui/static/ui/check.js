// The check of ALTCHA in our words. It begins to work when the form gets focus, and a form that is
// sent earlier waits for it. Without this file the page shows digits instead.
import '../vendor/altcha.js';

for (const part of document.querySelectorAll('[data-check]')) {
  const widget = part.querySelector('altcha-widget');
  const form = part.closest('form');
  const words = widget.dataset;
  part.querySelector('.check-other').hidden = false;
  widget.configure({
    strings: {
      label: words.label, verifying: words.verifying, verified: words.verified,
      error: words.error, waitAlert: words.wait,
    },
  });
  let state = widget.getState();
  let waiting = null;
  widget.addEventListener('statechange', (event) => {
    state = event.detail.state;
    if (!waiting || (state !== 'verified' && state !== 'error')) return;
    const button = waiting;
    waiting = null;
    // The hidden field with the solution is there after the widget has drawn itself.
    setTimeout(() => form.requestSubmit(button.form ? button : undefined), 0);
  });
  form.addEventListener('submit', (event) => {
    const button = event.submitter;
    if (state === 'verified' || state === 'error' || (button && button.name === 'check')) return;
    event.preventDefault();
    waiting = button || {};
    if (state !== 'verifying') widget.verify();
  }, true);
}
