/** Draws throughput over time as an SVG: a panel for each flow control, in it a line for each consumer and a dashed one
 *  for what the fast one has alone. Logarithmic, since fast and slow are far apart. Pure. */

export type ChartPanel = {
  readonly title: string;
  /** Megabytes per second, second by second. */
  readonly fast: readonly number[];
  readonly slow: readonly number[];
  readonly fastAlone: number;
};

export type ChartTexts = {
  readonly title: string;
  readonly seconds: string;
  readonly megabytesPerSecond: string;
  readonly fast: string;
  readonly slow: string;
  readonly fastAlone: string;
};

const PANEL = { width: 380, height: 260, top: 84, left: 72, gap: 44 };
const WIDTH = PANEL.left + 2 * PANEL.width + PANEL.gap + 28;
const HEIGHT = PANEL.top + PANEL.height + 92;
const COLORS = { fast: '#0b6e4f', slow: '#c2410c', alone: '#6b7280', grid: '#e5e7eb', text: '#1f2937' };
const LEAST = 0.1;
const LEGEND_SPACING = 250;

export function throughputChart(panels: readonly ChartPanel[], texts: ChartTexts): string {
  const most = Math.max(10, ...panels.flatMap(({ fast, slow, fastAlone }) => [...fast, ...slow, fastAlone]));
  const top = 10 ** Math.ceil(Math.log10(most));
  const seconds = Math.max(2, ...panels.map(({ fast }) => fast.length));
  const scale: Scale = {
    y: (value) => {
      const share = Math.log(Math.max(value, LEAST) / LEAST) / Math.log(top / LEAST);
      return PANEL.top + PANEL.height * (1 - share);
    },
    x: (second) => (PANEL.width * (second - 1)) / (seconds - 1),
    top,
    seconds,
  };
  const middle = PANEL.top + PANEL.height / 2;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" width="${WIDTH}" height="${HEIGHT}" ` +
      `font-family="sans-serif" font-size="13" fill="${COLORS.text}">`,
    '<rect width="100%" height="100%" fill="white"/>',
    text(PANEL.left, 32, texts.title, 'font-size="18" font-weight="bold"'),
    text(20, middle, texts.megabytesPerSecond, `text-anchor="middle" transform="rotate(-90 20 ${middle})"`),
    ...panels.flatMap((panel, i) => panelOf(panel, PANEL.left + i * (PANEL.width + PANEL.gap), scale, texts)),
    ...legendOf(texts),
    '</svg>\n',
  ].join('\n');
}

type Scale = {
  readonly x: (second: number) => number;
  readonly y: (value: number) => number;
  /** The largest value of the axis. */
  readonly top: number;
  readonly seconds: number;
};

function panelOf(panel: ChartPanel, left: number, scale: Scale, texts: ChartTexts): string[] {
  const bottom = PANEL.top + PANEL.height;
  const grid: string[] = [];
  for (let value = LEAST; value <= scale.top * 1.01; value *= 10) {
    const y = scale.y(value).toFixed(1);
    grid.push(`<line x1="${left}" x2="${left + PANEL.width}" y1="${y}" y2="${y}" stroke="${COLORS.grid}"/>`);
    grid.push(text(left - 8, Number(y) + 4, String(Number(value.toPrecision(2))), 'text-anchor="end"'));
  }
  const step = Math.max(1, Math.ceil(scale.seconds / 8));
  for (let second = 1; second <= scale.seconds; second += step) {
    grid.push(text(left + scale.x(second), bottom + 20, String(second), 'text-anchor="middle"'));
  }
  const alone = scale.y(panel.fastAlone).toFixed(1);
  return [
    text(left, PANEL.top - 16, panel.title, 'font-size="15" font-weight="bold"'),
    ...grid,
    `<line x1="${left}" x2="${left + PANEL.width}" y1="${alone}" y2="${alone}" stroke="${COLORS.alone}" ` +
      'stroke-width="1.5" stroke-dasharray="6 4"/>',
    lineOf(panel.slow, COLORS.slow, left, scale),
    lineOf(panel.fast, COLORS.fast, left, scale),
    text(left + PANEL.width / 2, bottom + 42, texts.seconds, 'text-anchor="middle"'),
  ];
}

function lineOf(values: readonly number[], color: string, left: number, { x, y }: Scale): string {
  const points = values.map((value, i) => `${(left + x(i + 1)).toFixed(1)},${y(value).toFixed(1)}`).join(' ');
  return `<polyline points="${points}" fill="none" stroke="${color}" stroke-width="2.5" stroke-linejoin="round"/>`;
}

function legendOf({ fast, slow, fastAlone }: ChartTexts): string[] {
  const entries = [
    [fast, COLORS.fast, ''],
    [slow, COLORS.slow, ''],
    [fastAlone, COLORS.alone, ' stroke-dasharray="6 4"'],
  ] as const;
  const y = HEIGHT - 20;
  return entries.flatMap(([name, color, dashes], i) => {
    const x = PANEL.left + i * LEGEND_SPACING;
    return [
      `<line x1="${x}" x2="${x + 28}" y1="${y - 4}" y2="${y - 4}" stroke="${color}" stroke-width="2.5"${dashes}/>`,
      text(x + 36, y, name),
    ];
  });
}

function text(x: number, y: number, content: string, attributes: string = ''): string {
  const escaped = content.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  return `<text x="${x.toFixed(1)}" y="${y.toFixed(1)}"${attributes === '' ? '' : ` ${attributes}`}>${escaped}</text>`;
}
