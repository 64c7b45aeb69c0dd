// A button that copies the text of the element its data-copy names. It is hidden until a script
// runs; where the browser keeps the clipboard shut (plain http), it marks the text instead.
export function copy(button) {
  const source = document.getElementById(button.dataset.copy);
  if (!source) return;
  button.hidden = false;

  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(source.textContent.trim());
      button.textContent = button.dataset.copied;
    } catch {
      getSelection().selectAllChildren(source);
    }
  });
}
