// A form that a passkey fills in. Its button is hidden until a script runs in a browser that knows
// passkeys. data-passkey says what is asked for: "create" makes one, "get" shows one. What to ask the
// device stands in data-options, or is fetched from the form's own address while that is empty.
const box = (form, name) => form.querySelector(`input[name=${name}][type=checkbox]`);

function wanted(form, options) {
  const free = box(form, "passwordless");
  if (!free) return options;
  const need = free.checked ? "required" : "discouraged";
  const extra = free.checked ? { userVerification: "required" } : {};
  const selection = { ...options.publicKey.authenticatorSelection, ...extra };
  Object.assign(selection, { residentKey: need, requireResidentKey: free.checked });
  return { publicKey: { ...options.publicKey, authenticatorSelection: selection } };
}

async function asked(form) {
  if (form.dataset.options) return wanted(form, JSON.parse(form.dataset.options));
  const answer = await fetch(form.action, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error("no answer");
  return (await answer.json()).request_options;
}

export function passkey(form) {
  if (!window.PublicKeyCredential) return;
  const failed = form.querySelector("[data-passkey-failed]");
  form.querySelector("[data-passkey-button]").hidden = false;
  form.querySelectorAll("[data-without-passkeys]").forEach((words) => words.remove());

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    failed.hidden = true;
    try {
      const made = await window.webauthnJSON[form.dataset.passkey](await asked(form));
      form.elements.credential.value = JSON.stringify(made);
      form.submit();
    } catch {
      failed.hidden = false;
    }
  });
}

document.querySelectorAll("form[data-passkey]").forEach(passkey);
