// What was found in a draft, in words; and the coach's check list, which ticks itself.

function element(name, className, ...parts) {
  const made = document.createElement(name);
  if (className) made.className = className;
  made.append(...parts);
  return made;
}

const AROUND = 28;

/** How the place reads with the better wording in it, a few words to each side. */
function better({ draft, from, text }) {
  const to = from + text.length;
  const before = draft.slice(0, from).trimStart();
  const after = draft.slice(to);
  const near = before.length > AROUND ? `…${before.slice(-AROUND).replace(/^\S*\s?/, " ")}` : before;
  const rest = after.length > AROUND ? `${after.slice(0, AROUND).replace(/\s?\S*$/, "")}…` : after;
  return element("span", "small", near, element("ins", "", text), rest);
}

/** The findings and the gaps as a list; the first that can be mended has the key for it. */
export function findingsList(findings, gaps, words) {
  const list = element("ul", "findings");
  let keyed = false;
  findings.forEach((finding, number) => {
    const name = words.cautions[finding.name] ?? finding.name.replaceAll("_", " ");
    const line = element("li", "finding");
    const head = element("p", "finding-head", element("strong", "", name));
    if (finding.text) head.append(element("q", "finding-text", finding.text.length > 60 ? `${finding.text.slice(0, 59)}…` : finding.text));
    head.append(element("span", "quiet", finding.why));
    line.append(head);
    if (finding.better) {
      const button = element("button", "small", words.fix);
      button.type = "button";
      button.dataset.fix = String(number);
      if (!keyed) {
        button.dataset.key = "mod+.";
        button.dataset.keyLabel = words.fix;
        button.append(element("kbd", "", words.fixKey));
        keyed = true;
      }
      line.append(element("p", "finding-better", button, better(finding.better)));
    } else {
      line.append(element("p", "finding-instead small", words.instead, finding.instead));
    }
    list.append(line);
  });
  for (const gap of gaps) {
    const about = words.slots[gap.name] ?? gap.name.replaceAll("_", " ");
    const button = element("button", "small plain", words.gap.replace("%s", about));
    button.type = "button";
    button.dataset.gap = String(gap.from);
    list.append(element("li", "finding finding-gap", button));
  }
  return list;
}

/** Tick what a draft takes up; `unmet` null takes the ticks of the draft away. */
export function stillOpen(unmet, words) {
  const open = unmet && new Set(unmet.map((need) => need.id));
  for (const need of document.querySelectorAll("[data-need]:not([data-done])")) {
    const met = Boolean(open) && !open.has(need.dataset.need);
    if (met) need.dataset.met = words.met;
    else delete need.dataset.met;
  }
}
