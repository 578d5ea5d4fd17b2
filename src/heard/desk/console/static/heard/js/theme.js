// A theme shows as soon as it is chosen in the settings form, before it is saved.

document.addEventListener("change", (event) => {
  const field = event.target;
  if (!(field instanceof HTMLInputElement || field instanceof HTMLSelectElement)) return;
  if (field.name !== "theme") return;
  if (field.value === "system") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = field.value;
});
