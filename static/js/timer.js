// A quiet clock: a ring that empties slowly and the minutes that are left, without a sound. What it
// says aloud changes at minute marks only: each of the last five minutes, before that every fifth.
const TICK = 1000;
// Less than this is the way to the server and back; for that the ring does not jump.
const SLACK = 3;

export function timer(box) {
  const whole = Number(box.dataset.seconds);
  const [ring, words] = [box.querySelector("svg"), box.querySelector("p")];
  const rest = box.querySelector("[stroke-dashoffset]");
  const said = box.querySelector("[data-timer-said]");
  const pause = box.querySelector("[data-timer-pause]");
  let before = Number(box.dataset.gone);
  let began = performance.now();
  let paused = false;
  let server = null;
  let hidden = { at: 0, gone: 0 };

  // The server says how much was gone; from then on the steady clock counts, not the one on the
  // wall, which may be wrong and be put right in the middle of an evening.
  const gone = () => before + (paused ? 0 : (performance.now() - began) / TICK);

  const goOnFrom = (seconds) => {
    before = seconds;
    began = performance.now();
  };

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
    rest.setAttribute("stroke-dashoffset", whole - left);
    set(words, inWords(minutes));
    if (!said.textContent || minutes <= 5 || minutes % 5 === 0) set(said, inWords(minutes));
    if (pause) pause.hidden = left === 0;
    // An SVG has no `hidden` of its own, only the attribute.
    ring.toggleAttribute("hidden", left === 0);
  }

  pause?.addEventListener("click", () => {
    goOnFrom(gone());
    paused = !paused;
    [pause.textContent, pause.dataset.wordOn] = [pause.dataset.wordOn, pause.textContent];
  });

  // The steady clock may sleep with the phone. For that time the wall's is good enough; in the
  // meeting the server is asked at once, and its clock has the last word.
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) hidden = { at: Date.now(), gone: gone() };
    else if (!paused) goOnFrom(Math.max(gone(), hidden.gone + (Date.now() - hidden.at) / TICK));
  });

  document.addEventListener("server-time", ({ detail }) => {
    server ??= { at: detail, gone: gone() };
    const seconds = server.gone + (detail - server.at) / TICK;
    if (Math.abs(seconds - gone()) > SLACK) goOnFrom(seconds);
  });

  words.ariaHidden = "true";
  setInterval(show, TICK);
  show();
}
