// Every page works without this file; it only adds comfort where the browser is able.
import { initAll } from '../vendor/govuk-frontend.js';

document.body.classList.add('js-enabled');
if ('noModule' in HTMLScriptElement.prototype) {
  document.body.classList.add('govuk-frontend-supported');
}
initAll();

// A printed bill shows every calculation; what people had closed is closed again afterwards.
const opened = [];
addEventListener('beforeprint', () => {
  for (const part of document.querySelectorAll('details:not([open])')) {
    part.open = true;
    opened.push(part);
  }
});
addEventListener('afterprint', () => {
  for (const part of opened.splice(0)) part.open = false;
});

for (const button of document.querySelectorAll('[data-print]')) {
  button.hidden = false;
  button.addEventListener('click', () => print());
}
