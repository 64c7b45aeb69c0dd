// A quiet clock: a ring that empties slowly and the minutes that are left, without a sound. What it
// says aloud changes at minute marks only: each of the last five minutes, before that every fifth.
const FULL = 100;
const TICK = 1000;

export function timer(box) {
  const whole = Number(box.dataset.minutes) * 60;
  const [ring, words] = [box.querySelector("svg"), box.querySelector("p")];
  const rest = box.querySelector("[stroke-dasharray]");
  const said = box.querySelector("[data-timer-said]");
  const pause = box.querySelector("[data-timer-pause]");
  const began = Date.now();
  const before = Number(box.dataset.gone);
  let stopped = 0;
  let paused = 0;

  // By the clock and not by counting: a phone that sleeps does not tick.
  const gone = () => before + ((paused || Date.now()) - began - stopped) / TICK;

  const inWords = (minutes) => {
    if (minutes < 1) return box.dataset.wordOver;
    if (minutes === 1) return box.dataset.wordLast;
    return box.dataset.wordLeft.replace("%n", minutes);
  };

  const set = (place, text) => {
    if (place.textContent !== text) place.textContent = text;
  };

  function show() {
    const left = Math.max(0, whole - gone());
    const minutes = Math.ceil(left / 60);
    rest.setAttribute("stroke-dasharray", `${(left / whole) * FULL} ${FULL}`);
    set(words, inWords(minutes));
    if (!said.textContent || minutes <= 5 || minutes % 5 === 0) set(said, inWords(minutes));
    pause.hidden = left === 0;
    // An SVG has no `hidden` of its own, only the attribute.
    ring.toggleAttribute("hidden", left === 0);
    if (left === 0) clearInterval(ticking);
  }

  pause.addEventListener("click", () => {
    if (paused) stopped += Date.now() - paused;
    paused = paused ? 0 : Date.now();
    [pause.textContent, pause.dataset.wordOn] = [pause.dataset.wordOn, pause.textContent];
  });

  words.ariaHidden = "true";
  const ticking = setInterval(show, TICK);
  show();
}
