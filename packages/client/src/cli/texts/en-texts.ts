/** The command line in English. The Chinese twin is `zh-texts.ts`; a test holds them together. */

export const EN_TEXTS: {
  readonly appBrief: string;
  readonly runBrief: string;
  readonly runFull: string;
  readonly infoBrief: string;
  readonly infoFull: string;
  readonly listBrief: string;
  readonly listFull: string;
  readonly cancelBrief: string;
  readonly cancelFull: string;
  readonly clusterBrief: string;
  readonly clusterStartBrief: string;
  readonly clusterStartFull: string;
  readonly clusterStopBrief: string;
  readonly clusterStopFull: string;
  readonly clusterStatusBrief: string;
  readonly clusterStatusFull: string;
  readonly jobManagerBrief: string;
  readonly jobManagerFull: string;
  readonly taskManagerBrief: string;
  readonly taskManagerFull: string;
  readonly tourBrief: string;
  readonly tourFull: string;
  readonly flagParallelism: string;
  readonly flagTaskManagers: string;
  readonly flagSlots: string;
  readonly flagJobManager: string;
  readonly flagDetached: string;
  readonly flagDetach: string;
  readonly flagJson: string;
  readonly flagDefine: string;
  readonly flagConfig: string;
  readonly flagAll: string;
  readonly flagInfoSlots: string;
  readonly flagRestPort: string;
  readonly flagRpcAddress: string;
  readonly flagLang: string;
  readonly flagVerbose: string;
  readonly argumentJob: string;
  readonly argumentJobId: string;
  readonly helpBrief: string;
  readonly usageHeader: string;
  readonly commandsHeader: string;
  readonly flagsHeader: string;
  readonly argumentsHeader: string;
  readonly aliasesHeader: string;
  readonly defaultKeyword: string;
  readonly separatorKeyword: string;
  readonly embeddedCluster: string;
  readonly submitted: string;
  readonly submittedDetached: string;
  readonly canceling: string;
  readonly leaving: string;
  readonly jobEnded: string;
  readonly noJobs: string;
  readonly columnJobId: string;
  readonly columnName: string;
  readonly columnStatus: string;
  readonly columnStarted: string;
  readonly columnDuration: string;
  readonly columnTasks: string;
  readonly columnVertex: string;
  readonly columnParallelism: string;
  readonly columnRecordsIn: string;
  readonly columnRecordsOut: string;
  readonly columnRate: string;
  readonly columnBackPressure: string;
  readonly columnRole: string;
  readonly columnPid: string;
  readonly columnAddress: string;
  readonly columnSlots: string;
  readonly clusterStarting: string;
  readonly clusterReady: string;
  readonly clusterForeground: string;
  readonly clusterStopped: string;
  readonly processRunning: string;
  readonly processGone: string;
  readonly jobManagerReady: string;
  readonly taskManagerReady: string;
  readonly processEnded: string;
  readonly unknownCommand: string;
  readonly unknownFlag: string;
  readonly missingValue: string;
  readonly unexpectedArgument: string;
  readonly badValue: string;
  readonly argumentsAfterDashes: string;
  readonly tourWelcome: string;
  readonly tourControlTitle: string;
  readonly tourControlWords: string;
  readonly tourSlotsTitle: string;
  readonly tourSlotsWords: string;
  readonly tourDataTitle: string;
  readonly tourDataWords: string;
  readonly tourResultTitle: string;
  readonly tourResultWords: string;
  readonly tourNextTitle: string;
  readonly tourNextRun: string;
  readonly tourNextCluster: string;
  readonly tourNextOwn: string;
  readonly columnDoes: string;
  readonly actorDispatcher: string;
  readonly actorJobMaster: string;
  readonly actorResourceManager: string;
  readonly actorTaskExecutor: string;
  readonly columnActor: string;
  readonly columnProcessed: string;
  readonly columnTaskManager: string;
  readonly columnSlot: string;
  readonly columnSubtasks: string;
  readonly columnChannel: string;
  readonly columnKind: string;
  readonly columnBuffers: string;
  readonly columnBytes: string;
  readonly columnCredits: string;
  readonly columnCreditMessages: string;
  readonly kindLocal: string;
  readonly kindRemote: string;
  readonly channelsBrief: string;
  readonly channelsFull: string;
  readonly flagJob: string;
  readonly noChannels: string;
  readonly columnCredit: string;
  readonly columnBacklog: string;
  readonly columnExclusive: string;
  readonly columnFloating: string;
  readonly columnInFlight: string;
  readonly columnUnannounced: string;
  readonly columnQueued: string;
  readonly columnStaged: string;
  readonly columnWaits: string;
  readonly actorsBrief: string;
  readonly actorsFull: string;
  readonly mailboxBrief: string;
  readonly mailboxFull: string;
  readonly traceBrief: string;
  readonly traceFull: string;
  readonly flagWatch: string;
  readonly flagPayloads: string;
  readonly flagCount: string;
  readonly flagActor: string;
  readonly flagTraceJob: string;
  readonly flagMermaid: string;
  readonly flagTraceAll: string;
  readonly argumentMailbox: string;
  readonly columnPath: string;
  readonly columnState: string;
  readonly columnDepth: string;
  readonly columnOldest: string;
  readonly columnHandled: string;
  readonly columnRestarts: string;
  readonly columnUid: string;
  readonly columnType: string;
  readonly columnSender: string;
  readonly columnAge: string;
  readonly columnSize: string;
  readonly columnAskLeft: string;
  readonly columnWait: string;
  readonly columnTook: string;
  readonly columnOutcome: string;
  readonly columnSent: string;
  readonly columnTarget: string;
  readonly columnPayload: string;
  readonly columnKey: string;
  readonly columnDue: string;
  readonly laneSystem: string;
  readonly laneUser: string;
  readonly laneStash: string;
  readonly laneTimers: string;
  readonly laneAsksOut: string;
  readonly laneAsksIn: string;
  readonly laneHandled: string;
  readonly laneStates: string;
  readonly laneWatches: string;
  readonly taskMailboxes: string;
  readonly processMissing: string;
  readonly askCircle: string;
  readonly mailboxPaused: string;
  readonly mailboxResumed: string;
  readonly mailboxStepped: string;
  readonly mailboxNotStepped: string;
  readonly deadLettersOf: string;
  readonly pauseNewAsks: string;
  readonly pauseLost: string;
  readonly pauseWaiting: string;
  readonly nobody: string;
  readonly outside: string;
  readonly noTrace: string;
} = {
  appBrief: 'Rivulet: a small stream runtime, built the way Apache Flink is built',
  runBrief: 'run a job: embedded, or on a cluster with --jobmanager',
  runFull:
    'Runs a job module.\n\nExample: rivulet run examples/word-count/job.ts -p 2 -- --input book.txt --output counts',
  infoBrief: 'show the plan of a job as JSON; nothing is submitted',
  infoFull:
    'Shows the job graph a module builds.\n\nExample: rivulet info examples/word-count/job.ts -p 2 --slots',
  listBrief: 'list the jobs of a cluster',
  listFull: 'Lists running jobs; -a lists those that ended too.\n\nExample: rivulet list -a',
  cancelBrief: 'cancel a job',
  cancelFull:
    'Cancels a job and waits until it is canceled. A unique beginning of its id is enough.\n\nExample: rivulet cancel 3f2a91',
  clusterBrief: 'start, stop or look at a cluster of processes on this machine',
  clusterStartBrief: 'start one jobmanager and N taskmanagers',
  clusterStartFull:
    'Starts one jobmanager process and N taskmanager processes; Ctrl-C ends them, unless --detach.\n\nExample: rivulet cluster start --taskmanagers 2 --slots 2 --detach',
  clusterStopBrief: 'stop the cluster started here',
  clusterStopFull: 'Ends the processes of the local cluster.\n\nExample: rivulet cluster stop',
  clusterStatusBrief: 'show the processes of the cluster started here',
  clusterStatusFull: 'Shows each process of the local cluster.\n\nExample: rivulet cluster status',
  jobManagerBrief: 'run a jobmanager process in the foreground',
  jobManagerFull:
    'Runs Dispatcher, ResourceManager, JobMasters and REST until Ctrl-C.\n\nExample: rivulet jobmanager -D rest.port=8082',
  taskManagerBrief: 'run a taskmanager process in the foreground',
  taskManagerFull:
    'Runs a TaskManager until Ctrl-C. It registers at the JobManager, retrying until it answers.\n\nExample: rivulet taskmanager --jobmanager 127.0.0.1:6123 --slots 4',
  tourBrief: 'run word count on an embedded cluster and show what each plane did',
  tourFull: 'What `npx -y pnpm start` runs.\n\nExample: rivulet tour-start --lang zh',
  flagParallelism: 'parallelism of operators that set none',
  flagTaskManagers: 'number of taskmanagers',
  flagSlots: 'slots of each taskmanager',
  flagJobManager: "host:port of a running cluster's REST endpoint",
  flagDetached: 'print the job id and leave; the job goes on',
  flagDetach: 'leave the cluster running in the background',
  flagJson: 'print one JSON document instead of a table',
  flagDefine: 'a configuration setting, key=value',
  flagConfig: 'configuration file (rivulet.yaml when it exists)',
  flagAll: 'ended jobs too',
  flagInfoSlots: 'add how many slots the job needs, and why',
  flagRestPort: 'port of the REST endpoint; 0 lets the system choose',
  flagRpcAddress: "host:port of the jobmanager's RPC endpoint",
  flagLang: 'language of the output: en or zh',
  flagVerbose: 'add stacks to errors',
  argumentJob: 'the job module',
  argumentJobId: 'the job id, or its beginning',
  helpBrief: 'print this help',
  usageHeader: 'USAGE',
  commandsHeader: 'COMMANDS',
  flagsHeader: 'FLAGS',
  argumentsHeader: 'ARGUMENTS',
  aliasesHeader: 'ALIASES',
  defaultKeyword: 'default =',
  separatorKeyword: 'separator =',
  embeddedCluster:
    'Embedded cluster: {taskManagers} TaskManager(s) × {slots} slot(s); the job needs {needed} ({why}).',
  submitted: 'Job {name} submitted as {jobId}.',
  submittedDetached: '{jobId}',
  canceling: 'Canceling {jobId} … (Ctrl-C again leaves at once)',
  leaving: 'Left. What ran in this process is gone; a job on a cluster goes on.',
  jobEnded: 'Job {name} ({jobId}) {status} after {duration}.',
  noJobs: 'No jobs.',
  columnJobId: 'job id',
  columnName: 'name',
  columnStatus: 'status',
  columnStarted: 'started',
  columnDuration: 'duration',
  columnTasks: 'tasks',
  columnVertex: 'vertex',
  columnParallelism: 'parallelism',
  columnRecordsIn: 'records in',
  columnRecordsOut: 'records out',
  columnRate: 'records/s',
  columnBackPressure: 'back-pressure',
  columnRole: 'role',
  columnPid: 'pid',
  columnAddress: 'address',
  columnSlots: 'slots',
  clusterStarting: 'Starting one jobmanager and {taskManagers} taskmanager(s) × {slots} slot(s) …',
  clusterReady: 'Cluster ready: REST at {address}, {slots} slots. Logs and printed output: {folder}',
  clusterForeground: 'Ctrl-C ends it.',
  clusterStopped: 'Cluster stopped ({count} processes).',
  processRunning: 'running',
  processGone: 'gone',
  jobManagerReady: 'JobManager ready: RPC at {rpcAddress}, REST at {restAddress}. Ctrl-C ends it.',
  taskManagerReady:
    'TaskManager {resourceId}: {slots} slot(s), data port {dataPort}, registering at {jobManager}. Ctrl-C ends it.',
  processEnded: '{role} ended.',
  unknownCommand: 'there is no command {input}{corrections}',
  unknownFlag: 'there is no flag {input}{corrections}',
  missingValue: '{input} is missing',
  unexpectedArgument: 'did not expect {input}',
  badValue: '{name} cannot be {input}: {reason}',
  argumentsAfterDashes: 'only `run` and `info` take job arguments after --',
  tourWelcome:
    'Rivulet counts the words of "Alice\'s Adventures in Wonderland" on a cluster inside this process: {taskManagers} TaskManagers × {slots} slots, TCP between them.',
  tourControlTitle: '1. Control plane: messages by actor',
  tourControlWords:
    'Submitting, slots, deployment and heartbeats are messages between actors; each actor handles one at a time.',
  tourSlotsTitle: '2. Slots granted',
  tourSlotsWords:
    'A slot is a place for one subtask of each vertex. The job asked for {needed}; parallelism {parallelism} needs no more, however many tasks it has.',
  tourDataTitle: '3. Data plane: buffers and credits by channel',
  tourDataWords:
    'Records travel in 32 KiB buffers, never through actors. A remote sender may send a buffer only with a credit; a local channel needs none.',
  tourResultTitle: '4. Result: the ten most frequent words',
  tourResultWords: '{records} words read in {duration}; every task ran in a thread of its own.',
  tourNextTitle: 'What to type next',
  tourNextRun: 'count any text, twice as wide',
  tourNextCluster: 'the same on separate processes',
  tourNextOwn: 'see the plan of a job without running it',
  columnDoes: 'what it does',
  actorDispatcher: 'Dispatcher: takes jobs in',
  actorJobMaster: 'JobMaster, one a job: asks for slots, deploys, watches',
  actorResourceManager: 'ResourceManager: knows every slot, brokers them',
  actorTaskExecutor: 'TaskExecutor, one a TaskManager: gives slots, starts task threads',
  columnActor: 'actor',
  columnProcessed: 'messages',
  columnTaskManager: 'taskmanager',
  columnSlot: 'slot',
  columnSubtasks: 'subtasks in it',
  columnChannel: 'channel',
  columnKind: 'kind',
  columnBuffers: 'buffers',
  columnBytes: 'bytes',
  columnCredits: 'credits',
  columnCreditMessages: 'credit messages',
  kindLocal: 'local',
  kindRemote: 'remote',
  channelsBrief: 'show the channels of the jobs of a cluster',
  channelsFull:
    'Shows for each channel what its producer may still send (credit) and has waiting (backlog), what is in flight, and what the consumer holds. A job with flow control tcp has no credit; what waits on its shared connection is staged.\n\nExample: rivulet channels --watch',
  flagJob: 'only this job; all running ones when absent',
  noChannels: 'No channels: no job is running.',
  columnCredit: 'credit',
  columnBacklog: 'backlog',
  columnExclusive: 'exclusive',
  columnFloating: 'floating',
  columnInFlight: 'in flight',
  columnUnannounced: 'unannounced',
  columnQueued: 'queued',
  columnStaged: 'staged',
  columnWaits: 'at producer',
  actorsBrief: 'show the actors of every process of a cluster',
  actorsFull:
    'Shows each actor with its state, the messages in its mailbox, the age of the oldest, and what it has handled.\n\nExample: rivulet actors --watch',
  mailboxBrief: 'look into one mailbox; pause, step or resume it',
  mailboxFull:
    'Shows the lanes of a mailbox (system, user, stash, timers, asks) and the last messages handled. With pause, step or resume in front of the path, holds its messages back, lets one through, or lets all go on.\n\nExample: rivulet mailbox pause /user/rpc/dispatcher_1',
  traceBrief: 'print who sent which message to whom, in causal order',
  traceFull:
    'Prints the messages that the recorders of all processes remember. Heartbeats and look-ups are left out unless --all.\n\nExample: rivulet trace --job 3f2a91 --mermaid',
  flagWatch: 'show again every second (with --json: one document a line)',
  flagPayloads: 'show what the queued messages contain',
  flagCount: 'how many messages: shown, or let through by step',
  flagActor: 'only messages from or to actors whose path contains this',
  flagTraceJob: 'only messages about this job (an id or its beginning)',
  flagMermaid: 'as a Mermaid sequence diagram',
  flagTraceAll: 'heartbeats, look-ups and life-cycle steps too',
  argumentMailbox: '[pause|resume|step] and the path of an actor',
  columnPath: 'actor',
  columnState: 'state',
  columnDepth: 'waiting',
  columnOldest: 'oldest',
  columnHandled: 'handled',
  columnRestarts: 'restarts',
  columnUid: 'uid',
  columnType: 'message',
  columnSender: 'sender',
  columnAge: 'age',
  columnSize: 'bytes',
  columnAskLeft: 'ask ends in',
  columnWait: 'waited',
  columnTook: 'took',
  columnOutcome: 'outcome',
  columnSent: 'sent',
  columnTarget: 'target',
  columnPayload: 'payload',
  columnKey: 'key',
  columnDue: 'due in',
  laneSystem: 'system: {types}',
  laneUser: 'user ({count} waiting)',
  laneStash: 'stash ({count})',
  laneTimers: 'timers ({count})',
  laneAsksOut: 'asks it waits for ({count})',
  laneAsksIn: 'asks that wait for it ({count})',
  laneHandled: 'last handled',
  laneStates: 'machines: {states}',
  laneWatches: 'watches {watching} · watched by {watchers}',
  taskMailboxes: "task threads (their mail is no actor's): {threads}",
  processMissing: 'no answer from {address}: {reason}',
  askCircle: 'asks wait in a circle: {path}',
  mailboxPaused: 'paused {actors}',
  mailboxResumed: 'resumed {actors}',
  mailboxStepped: 'let {count} message(s) through to {actors}',
  mailboxNotStepped: 'nothing to let through to {actors}: it is not paused, or nothing waits',
  deadLettersOf: 'dead letters: {count} ({reasons})',
  pauseNewAsks: 'New asks of it time out after {limit}.',
  pauseLost: 'Its peers take it for lost after {limit} without a heartbeat.',
  pauseWaiting: '{description} of {asker} times out in {left}.',
  nobody: 'none',
  outside: '(outside)',
  noTrace: 'No messages remembered that fit.',
};
