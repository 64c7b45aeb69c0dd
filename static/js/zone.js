// Presets a list of time zones to this device's zone, as long as nobody has chosen one: the value
// is still empty, or UTC, or what data-guess-zone names as untouched.
export function zone(select) {
  const untouched = select.dataset.guessZone || "UTC";
  if (select.value !== "" && select.value !== untouched) return;
  const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const known = [...select.options].some((option) => option.value === here);
  // Some browsers still say Asia/Calcutta; a zone the list does not hold is left to the person.
  if (known) select.value = here;
}
