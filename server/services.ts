import { NotebookWriter } from "./contents/writer.ts";
import { kernelEntry } from "./kernel/child-process.ts";
import { kernelEnvironment } from "./kernel/environment.ts";
import { Kernels } from "./kernel/kernels.ts";
import { Locks } from "./locks/locks.ts";
import { Sessions } from "./session/sessions.ts";
import { Store } from "./store/store.ts";
import { TokenSource } from "./store/tokens.ts";

export interface ServicesOptions {
  /** The served folder, absolute and real. */
  readonly root: string;
  /** Where the store lies. */
  readonly stateFolder: string;
  /** Keep a warm kernel ready; default true. */
  readonly spare?: boolean;
  /** The notebook that cells see as theirs, when the opened file is a copy of it. */
  readonly notebookPath?: string;
  /** Heap limit of a kernel in MiB; default 4096. */
  readonly heapMb?: number;
  readonly maxKernels?: number;
  /** Told of failures that belong to no request. */
  readonly onFault: (error: unknown) => void;
}

/** What a server and a headless run are made of; whoever opened it closes it. */
export class Services {
  readonly store: Store;
  readonly sessions: Sessions;
  readonly kernels: Kernels;
  #closing: Promise<void> | undefined;

  private constructor(store: Store, kernels: Kernels, sessions: Sessions) {
    this.store = store;
    this.kernels = kernels;
    this.sessions = sessions;
  }

  /** @throws HoldfastError HF_STORE_LOCKED, HF_STORE_CORRUPT, HF_STORE_VERSION */
  static async open(options: ServicesOptions): Promise<Services> {
    const store = await Store.open(options.stateFolder);
    const tokens = await TokenSource.open(store);
    const kernels = await Kernels.open({
      entry: kernelEntry(),
      maxKernels: options.maxKernels ?? 32,
      heapMb: options.heapMb ?? 4096,
      env: kernelEnvironment(process.env),
      spare: options.spare ?? true,
    });
    const sessions = new Sessions({
      root: options.root,
      store,
      kernels,
      writer: new NotebookWriter(),
      locks: new Locks((key) => tokens.next(key)),
      notebookPath: options.notebookPath,
      onFault: options.onFault,
    });
    return new Services(store, kernels, sessions);
  }

  /** Saves and ends everything; calling it again is harmless. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    await this.sessions.close();
    await this.kernels.close();
    await this.store.close();
  }
}
