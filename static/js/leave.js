// Leave: the link, or Shift alone three times in five seconds. The page hides before all else.
export function leave(link) {
  const page = document.documentElement;
  let pressed = [];
  let alone = false;

  const go = (event) => {
    event.preventDefault();
    page.hidden = true;
    location.replace(link.href);
  };

  // Shift with a letter is writing.
  const begin = (event) => {
    alone = event.key === "Shift";
    if (!alone) pressed = [];
  };

  const end = (event) => {
    if (event.key !== "Shift" || !alone) return;
    alone = false;
    pressed = [...pressed.slice(-2), event.timeStamp];
    if (pressed.length > 2 && event.timeStamp - pressed[0] < 5000) go(event);
  };

  link.onclick = go;
  addEventListener("keydown", begin, true);
  addEventListener("pointerdown", begin, true);
  addEventListener("keyup", end, true);
  addEventListener("pagehide", () => (page.hidden = true));
  addEventListener("pageshow", (event) => event.persisted && location.reload());
}
