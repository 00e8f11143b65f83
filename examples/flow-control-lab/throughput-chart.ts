/** Draws throughput over time as an SVG: a line per series, logarithmic, since the slow and the fast are far apart. */

export type Series = { readonly name: string; readonly color: string; readonly values: readonly number[] };

const WIDTH = 760;
const HEIGHT = 380;
const MARGIN = 60;
const LEAST = 0.1;

export function throughputChart(title: string, series: readonly Series[]): string {
  const most = Math.max(10, ...series.flatMap(({ values }) => values));
  const seconds = Math.max(2, ...series.map(({ values }) => values.length));
  const x = (second: number): number => MARGIN + ((WIDTH - 2 * MARGIN) * second) / (seconds - 1);
  const y = (value: number): number => {
    const share = Math.log(Math.max(value, LEAST) / LEAST) / Math.log(most / LEAST);
    return HEIGHT - MARGIN - (HEIGHT - 2 * MARGIN) * share;
  };
  const marks: number[] = [];
  for (let mark = LEAST; mark <= most; mark *= 10) marks.push(mark);
  const lines = series.map(({ name, color, values }, index) => {
    const points = values.map((value, second) => `${x(second).toFixed(1)},${y(value).toFixed(1)}`).join(' ');
    const legend = `<text x="${MARGIN + index * 165}" y="${HEIGHT - 12}" fill="${color}">${name}</text>`;
    return `<polyline points="${points}" fill="none" stroke="${color}" stroke-width="2"/>${legend}`;
  });
  const grid = marks.map(
    (mark) =>
      `<line x1="${MARGIN}" x2="${WIDTH - MARGIN}" y1="${y(mark)}" y2="${y(mark)}" stroke="#ddd"/>` +
      `<text x="${MARGIN - 8}" y="${y(mark) + 4}" text-anchor="end">${Number(mark.toPrecision(2))}</text>`,
  );
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="sans-serif" font-size="12">`,
    '<rect width="100%" height="100%" fill="white"/>',
    `<text x="${MARGIN}" y="28" font-size="15">${title}</text>`,
    ...grid,
    ...lines,
    '</svg>\n',
  ].join('\n');
}
