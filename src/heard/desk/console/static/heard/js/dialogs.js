// [data-open="id"] opens <dialog id="id">; focus goes to its first field and comes back to where it was.

const openers = new WeakMap();

/** Open a dialog as modal; the focus returns to where it was when it closes. */
export function openDialog(dialog, from = document.activeElement) {
  if (!(dialog instanceof HTMLDialogElement) || dialog.open) return;
  openers.set(dialog, from);
  dialog.showModal();
  dialog.querySelector("[autofocus], textarea, select, input:not([type=hidden]), .primary")?.focus();
}

function closed(event) {
  if (!(event.target instanceof HTMLDialogElement)) return;
  const from = openers.get(event.target);
  openers.delete(event.target);
  if (from instanceof HTMLElement && from.isConnected) from.focus({ preventScroll: true });
}

function clicked(event) {
  const opener = event.target.closest?.("[data-open]");
  if (opener) {
    const dialog = document.getElementById(opener.dataset.open);
    if (dialog) {
      event.preventDefault();
      // by its key the opener is used while the focus is elsewhere, and there it belongs afterwards
      openDialog(dialog, document.activeElement === document.body ? opener : document.activeElement);
    }
    return;
  }
  if (event.target.closest?.("[data-close]")) {
    event.preventDefault();
    event.target.closest("dialog")?.close();
  } else if (event.target instanceof HTMLDialogElement && event.target.open && outside(event)) {
    event.target.close();
  }
}

function outside(event) {
  const box = event.target.getBoundingClientRect();
  return (
    event.clientX < box.left || event.clientX > box.right || event.clientY < box.top || event.clientY > box.bottom
  );
}

export function startDialogs() {
  document.addEventListener("click", clicked);
  document.addEventListener("close", closed, true);
}
