// The keys 1 to 5 pick that answer and send the form. They act only while the focus is inside the
// form, so that they never surprise someone who dictates or types elsewhere.
const SEEN = 140;

export function keys(form) {
  const question = form.querySelector("fieldset");
  const answers = [...form.querySelectorAll("input[type=radio]")];

  const nobodyHasFocus = document.activeElement === document.body;
  if (question && nobodyHasFocus && !document.querySelector("[autofocus]")) {
    question.tabIndex = -1;
    question.focus({ preventScroll: true });
  }

  form.addEventListener("keydown", (event) => {
    const typing = event.target.matches("textarea, select, input:not([type=radio])");
    if (typing || event.repeat || event.ctrlKey || event.altKey || event.metaKey) return;
    const answer = answers[Number(event.key) - 1];
    if (!answer) return;
    event.preventDefault();
    answer.checked = true;
    answer.focus();
    // Long enough to see which answer was taken before the page changes.
    setTimeout(() => form.requestSubmit(), SEEN);
  });
}
