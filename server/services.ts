import { dirname, join } from "node:path";
import { ownVersion } from "./base/version.ts";
import { readStorageRules, type StorageRules } from "./config/storage-rules.ts";
import { removeLeftovers } from "./contents/temp-names.ts";
import { NotebookWriter } from "./contents/writer.ts";
import { kernelEntry } from "./kernel/child-process.ts";
import { kernelEnvironment } from "./kernel/environment.ts";
import { KernelRecords } from "./kernel/kernel-records.ts";
import { Kernels } from "./kernel/kernels.ts";
import { Audit } from "./locks/audit.ts";
import { EmbeddedLocks } from "./locks/embedded-locks.ts";
import { LeaseRecords } from "./locks/lease-records.ts";
import { type EventNotebooks, LockEvents } from "./locks/lock-events.ts";
import type { LeaseTimes } from "./locks/lock-state.ts";
import { type LockWatch, watchLocks } from "./locks/lock-watch.ts";
import { startSweeping } from "./locks/sweeper.ts";
import { OutputFiles, type OutputFolder } from "./outputs/output-files.ts";
import { Executions } from "./programs/executions.ts";
import { KeptRuns } from "./programs/kept-runs.ts";
import { notifyOfLongCells } from "./programs/notify.ts";
import { Resumes } from "./programs/resumes.ts";
import { CheckpointStore } from "./runs/checkpoint-store.ts";
import { DiskSpace } from "./runs/disk-space.ts";
import { Retention } from "./runs/retention.ts";
import { verifyCheckpoints } from "./runs/verify-checkpoints.ts";
import { LeftWork } from "./session/file/left-work.ts";
import { Sessions } from "./session/sessions.ts";
import { notebookPaths } from "./store/notebooks.ts";
import { Notifications } from "./store/notifications.ts";
import { Store } from "./store/store.ts";
import { TokenSource } from "./store/tokens.ts";

/** In so many folders leftovers of a killed server are looked for at the start; in others when a notebook is opened. */
const MAX_TIDIED = 200;

export interface ServicesOptions {
  /** The served folder, absolute and real. */
  readonly root: string;
  /** Where the store lies. */
  readonly stateFolder: string;
  /** Keep a warm kernel ready; default true. */
  readonly spare?: boolean;
  /** The notebook that cells see as theirs, when the opened file is a copy of it. */
  readonly notebookPath?: string;
  /** Where full outputs lie; default below the state folder. */
  readonly outputs?: OutputFolder;
  /** Whether cells may ask a person; default true. */
  readonly canAsk?: boolean;
  /** Heap limit of a kernel in MiB; default 4096. */
  readonly heapMb?: number;
  readonly maxKernels?: number;
  /** Let runs go on by themselves after the crash of a kernel or of the server; default false. */
  readonly autoResume?: boolean;
  /** How much checkpoints may take of the disk; default as the environment says. */
  readonly storage?: StorageRules;
  /** The sample of every map, whatever its cell chose. */
  readonly sample?: string | undefined;
  /** A kernel that nobody used for so many ms may be ended when another notebook needs its place; default 10 min. */
  readonly idleKernelMs?: number;
  /** Spans of leases that differ from the usual ones. */
  readonly leaseTimes?: Partial<LeaseTimes>;
  /** For tests alone, see `KernelsOptions`. */
  readonly abandonKernels?: boolean;
  /** Told of what a person may have to know: a lock that was taken from its holder. */
  readonly warn?: (text: string) => void;
  /** Told of failures that belong to no request. */
  readonly onFault: (error: unknown) => void;
}

/** What a server and a headless run are made of; whoever opened it closes it. */
export class Services {
  readonly store: Store;
  readonly sessions: Sessions;
  readonly kernels: Kernels;
  readonly outputs: OutputFiles;
  readonly locks: EmbeddedLocks;
  readonly events: LockEvents;
  readonly notifications: Notifications;
  readonly runs: Executions;
  readonly resumes: Resumes;
  readonly kept: KeptRuns;
  readonly left: LeftWork;
  readonly retention: Retention;
  readonly watch: LockWatch;
  readonly notebooks: EventNotebooks;
  readonly #audit: Audit;
  readonly #stopSweeping: () => void;
  #closing: Promise<void> | undefined;

  private constructor(parts: {
    root: string;
    store: Store;
    sessions: Sessions;
    kernels: Kernels;
    outputs: OutputFiles;
    locks: EmbeddedLocks;
    notifications: Notifications;
    audit: Audit;
    watch: LockWatch;
    checkpoints: CheckpointStore;
    rules: StorageRules;
    version: string;
    onFault: (error: unknown) => void;
  }) {
    const { store, sessions, kernels, outputs, locks, notifications, audit, watch } = parts;
    const { checkpoints, rules, version, onFault } = parts;
    this.store = store;
    this.sessions = sessions;
    this.kernels = kernels;
    this.outputs = outputs;
    this.locks = locks;
    this.notifications = notifications;
    this.watch = watch;
    this.#audit = audit;
    this.runs = new Executions(sessions);
    this.resumes = new Resumes({ store, checkpoints, sessions, runs: this.runs, version });
    this.retention = new Retention({
      store,
      checkpoints,
      rules,
      isNeeded: ({ notebookId, cellId }) => sessions.isQueued(notebookId, cellId),
      onFault,
    });
    this.left = new LeftWork({
      store,
      root: parts.root,
      isOpen: (notebookId) => sessions.byNotebook(notebookId) !== undefined,
    });
    this.kept = new KeptRuns(store, checkpoints, this.retention);
    this.retention.start();
    this.notebooks = {
      path: (notebookId) => sessions.byNotebook(notebookId)?.state.path ?? null,
      progress: (notebookId) => sessions.byNotebook(notebookId)?.volatile.progress ?? [],
    };
    this.events = new LockEvents(locks, this.notebooks, onFault);
    notifications.listen((notification) => this.events.notify(notification));
    this.#stopSweeping = startSweeping(locks, onFault);
  }

  /** @throws HoldfastError HF_STORE_LOCKED, HF_STORE_CORRUPT, HF_STORE_VERSION */
  static async open(options: ServicesOptions): Promise<Services> {
    const { root, stateFolder, onFault, warn = () => {} } = options;
    const store = await Store.open(stateFolder);
    const tokens = await TokenSource.open(store);
    const { leaseTimes } = options;
    const locks = new EmbeddedLocks((key) => tokens.next(key), { times: leaseTimes, onFault });
    const audit = new Audit(join(stateFolder, "audit.log"), onFault);
    const watch = watchLocks(audit, warn);
    const { records, left } = await LeaseRecords.open(store, onFault);
    watch.restarted(left);
    locks.onEvent((change) => {
      records.follow(change);
      watch.follow(change);
    });
    const notifications = await Notifications.open(store, onFault);
    const { records: kernelRecords, orphans } = await KernelRecords.open(store, onFault);
    if (orphans > 0) warn(`${orphans} kernels of a killed server were still there and were ended`);
    let sessions: Sessions | undefined;
    const kernels = await Kernels.open({
      makeRoom: async () => sessions?.endIdleKernel(),
      records: kernelRecords,
      entry: kernelEntry(),
      maxKernels: options.maxKernels ?? 32,
      heapMb: options.heapMb ?? 4096,
      env: kernelEnvironment(process.env),
      spare: options.spare ?? true,
      abandons: options.abandonKernels ?? false,
    });
    const outputs = new OutputFiles(options.outputs ?? { path: join(stateFolder, "outputs") }, {
      onFault,
    });
    await outputs.sweep();
    const checkpoints = new CheckpointStore(store, onFault);
    if (store.repaired) {
      const { copy, reason } = store.repaired;
      const dropped = await verifyCheckpoints(checkpoints, Date.now());
      warn(
        `The store was damaged (${reason}) and was repaired; ${dropped} checkpoints were dropped. A copy of it as it was is in ${copy}`,
      );
    }
    const rules = options.storage ?? readStorageRules(process.env);
    const version = await ownVersion();
    sessions = new Sessions({
      root,
      store,
      kernels,
      outputs,
      writer: new NotebookWriter(),
      locks,
      checkpoints,
      disk: new DiskSpace(stateFolder, { floorBytes: rules.floorBytes, warn }),
      autoResume: options.autoResume ?? false,
      version,
      notebookPath: options.notebookPath,
      canAsk: options.canAsk,
      sample: options.sample,
      idleKernelMs: options.idleKernelMs,
      onFault,
    });
    const known = await notebookPaths(store);
    const folders = new Set([...known.values()].map((path) => dirname(join(root, path))));
    for (const folder of [root, ...folders].slice(0, MAX_TIDIED)) await removeLeftovers(folder);
    notifyOfLongCells(sessions, notifications, onFault);
    return new Services({
      root,
      store,
      sessions,
      kernels,
      outputs,
      locks,
      notifications,
      audit,
      watch,
      checkpoints,
      rules,
      version,
      onFault,
    });
  }

  /** Saves and ends everything; calling it again is harmless. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    this.#stopSweeping();
    this.events.close();
    await this.sessions.close();
    this.locks.close();
    await this.kernels.close();
    this.outputs.close();
    await this.#audit.close();
    await this.retention.close();
    await this.store.close();
  }
}
