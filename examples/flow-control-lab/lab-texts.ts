/** What the lab says, in both languages; Chinese in Flink's own terms. `{name}` is filled in. */

export type Language = 'en' | 'zh';
export type LabTexts = Readonly<Record<keyof typeof EN, string>>;

const EN = {
  usage: `Usage: npx -y pnpm lab flow-control [options]

One fast and one slow consumer behind the same TCP connection, with and without credits, side by side.

  --seconds N   how long both consumers run together (12)
  --slow-ms N   milliseconds the slow consumer takes for a record of 1 KB (1)
  --rate N      records of 1 KB per second that each producer offers (20000)
  --svg FILE    where the chart goes (throughput.svg beside the lab)
  --lang en|zh  language of what is printed
  --help        this text

Example: npx -y pnpm lab flow-control --seconds 20 --slow-ms 2`,
  badOption: 'flow-control lab: {reason}. See --help.',
  starting:
    'Starting two clusters, one per flow control; each has two TaskManagers with one slot, joined by real TCP.',
  together:
    'Both run at the same time, so that whatever else this machine does disturbs both alike. Each producer offers ' +
    '{rate} records/s,\nfar below what a core carries, and the slow consumer sleeps: nobody waits for a processor.',
  placed: '{mode}: producers on TaskManager {producers}, consumers on {consumers}, channels {kind}',
  remote: 'remote, over one connection',
  local: 'LOCAL: what follows says nothing about flow control',
  alone: 'First the fast consumer without its slow neighbour, for {seconds} s:',
  aloneRate: '  {mode}: {rate} MB/s',
  pairs:
    'Now both. Each pair is fast/slow. In buffers of 32 KiB: credit the producer has, backlog at the producer,\n' +
    'staged on the connection, queued at the consumer. Marker: ms until a checkpoint barrier arrives; + not yet.',
  credit: 'with credits',
  tcp: 'before credits (tcp)',
  columns: 'MB/s,credit,backlog,staged,queued,marker ms',
  summary: 'median of the second half',
  rowAlone: 'fast consumer alone, MB/s',
  rowFast: 'fast consumer beside the slow one, MB/s',
  rowKept: '  of what it has alone',
  rowSlow: 'slow consumer, MB/s',
  rowRatio: 'fast : slow',
  rowStaged: 'most messages staged on the connection',
  rowFastMarker: 'a marker to the fast consumer waits, ms',
  rowSlowMarker: 'a marker to the slow consumer waits, ms',
  conclusion:
    'Beside a slow neighbour on its connection the fast consumer kept {creditKept} of its throughput with credits and ' +
    '{tcpKept} without,\nand without credits a marker waited {fastTimes} times as long for the fast consumer and ' +
    '{slowTimes} times as long for the slow one.',
  chart: 'Throughput over time: {file}',
  chartTitle: 'Throughput of two consumers behind one connection',
  seconds: 'seconds',
  megabytesPerSecond: 'MB/s (logarithmic)',
  fast: 'fast consumer',
  slow: 'slow consumer',
  fastAlone: 'fast consumer alone',
};

const ZH: LabTexts = {
  usage: `用法：npx -y pnpm lab flow-control [选项]

同一条 TCP 连接后面有一快一慢两个消费端，比较有信用值与没有信用值的流量控制，并排显示。

  --seconds N   两个消费端一起运行多少秒（12）
  --slow-ms N   慢消费端处理一条 1 KB 记录需要的毫秒数（1）
  --rate N      每个生产端每秒提供多少条 1 KB 的记录（20000）
  --svg 文件    图表写到哪里（默认为实验目录下的 throughput.svg）
  --lang en|zh  输出语言
  --help        显示本说明

例如：npx -y pnpm lab flow-control --seconds 20 --slow-ms 2`,
  badOption: 'flow-control 实验：{reason}。参见 --help。',
  starting:
    '启动两个集群，每种流量控制一个；每个集群有两个 TaskManager，各一个任务槽，之间是真实的 TCP 连接。',
  together:
    '两者同时运行，这样本机上的其他负载对两边的影响相同。每个生产端每秒提供 {rate} 条记录，\n' +
    '远低于一个核的能力，慢消费端只是睡眠：没有人在等处理器。',
  placed: '{mode}：生产端在 TaskManager {producers}，消费端在 {consumers}，通道为{kind}',
  remote: '远程通道，共用一条连接',
  local: '本地通道：以下结果与流量控制无关',
  alone: '先让快消费端单独运行 {seconds} 秒，没有慢的邻居：',
  aloneRate: '  {mode}：{rate} MB/s',
  pairs:
    '现在两个一起。每一对数字是 快/慢。以 32 KiB 的缓冲区计：生产端拥有的信用值、生产端的积压、\n' +
    '暂存在连接上的消息（staged）、消费端排队的缓冲区。标记：检查点 barrier 到达所需的毫秒数；+ 表示尚未到达。',
  credit: '有信用值',
  tcp: '没有信用值（tcp）',
  columns: 'MB/s,信用值,积压,暂存,排队,标记 ms',
  summary: '后半段的中位数',
  rowAlone: '快消费端单独运行，MB/s',
  rowFast: '快消费端与慢消费端一起，MB/s',
  rowKept: '  保住了多少',
  rowSlow: '慢消费端，MB/s',
  rowRatio: '快 : 慢',
  rowStaged: '连接上暂存消息的最大值',
  rowFastMarker: '发往快消费端的标记等待，ms',
  rowSlowMarker: '发往慢消费端的标记等待，ms',
  conclusion:
    '连接上有一个慢邻居时，快消费端在有信用值的情况下保住了 {creditKept} 的吞吐，没有信用值时只剩 {tcpKept}；\n' +
    '没有信用值时，标记到达快消费端的时间是有信用值时的 {fastTimes} 倍，到达慢消费端的时间是 {slowTimes} 倍。',
  chart: '吞吐随时间的变化：{file}',
  chartTitle: '同一条连接后面两个消费端的吞吐',
  seconds: '秒',
  megabytesPerSecond: 'MB/s（对数坐标）',
  fast: '快消费端',
  slow: '慢消费端',
  fastAlone: '快消费端单独运行',
};

export function labTextsOf(language: Language): LabTexts {
  return { en: EN, zh: ZH }[language];
}

export function fillIn(text: string, values: Readonly<Record<string, string | number>>): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}

/** Pads to the left by the cells a terminal uses: Chinese characters take two. */
export function padCells(text: string, width: number): string {
  return ' '.repeat(Math.max(0, width - cellsOf(text))) + text;
}

export function padCellsAfter(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - cellsOf(text)));
}

function cellsOf(text: string): number {
  return text.length + (text.match(/[\u2e80-\u9fff\uff00-\uff60]/g)?.length ?? 0);
}
