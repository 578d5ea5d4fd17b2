// The queue's ticks: how many are chosen, and only the fields that the chosen deed needs.

function count() {
  const menu = document.getElementById("bulk");
  if (!menu) return;
  const ticked = document.querySelectorAll(".rows input[name=ids]:checked").length;
  menu.classList.toggle("any", ticked > 0);
  const place = menu.querySelector("[data-ticked-count]");
  if (place) place.textContent = ticked ? String(ticked) : "";
}

function fields() {
  const chosen = document.getElementById("bulk-action")?.value;
  for (const each of document.querySelectorAll(".bulk-more")) each.hidden = each.dataset.for !== chosen;
}

export function startQueue() {
  count();
  fields();
  document.addEventListener("change", (event) => {
    if (event.target.name === "ids") count();
    if (event.target.id === "bulk-action") fields();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.target.name !== "ids") return;
    event.preventDefault(); // a form would be sent; who ticks a row wants to open it
    event.target.closest("[data-row]").querySelector("a").click();
  });
  document.addEventListener("heard:swapped", () => {
    count();
    fields();
  });
}
