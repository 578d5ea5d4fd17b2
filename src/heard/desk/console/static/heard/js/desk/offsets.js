// Heard counts code points, browsers count UTF-16 units.

/** A function from code points to units of this text; places behind the end are the end. */
export function unitsOf(text) {
  if (!/[\ud800-\udbff]/.test(text)) return (place) => Math.min(place, text.length);
  const places = [];
  let units = 0;
  for (const char of text) {
    places.push(units);
    units += char.length;
  }
  return (place) => places[place] ?? text.length;
}

/** Findings of a text with their places in units; those without a place are left as they are. */
export function placed(text, findings) {
  const at = unitsOf(text);
  return findings.map((finding) => ({
    ...finding,
    from: finding.start === null ? null : at(finding.start),
    to: finding.end === null ? null : at(finding.end),
    better: finding.better && { ...finding.better, from: at(finding.better.start), to: at(finding.better.end) },
  }));
}

const GAP = /\{[a-z_]+\}/g;

/** The gaps of a text, in order: {name, from, to}. */
export function gapsOf(text) {
  return [...text.matchAll(GAP)].map((found) => ({
    name: found[0].slice(1, -1),
    from: found.index,
    to: found.index + found[0].length,
  }));
}
