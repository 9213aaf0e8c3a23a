import { grant, isCurrent, release, renew, sweep } from "../../../server/locks/lease-rules.ts";
import { emptyKey, type KeyState, leaseTimes } from "../../../server/locks/lock-state.ts";
import { enqueue, nextOf, withdraw } from "../../../server/locks/queue-rules.ts";
import { request, token } from "./requests.ts";

const BLOCK = 10;

/** One key as a server keeps it: state in memory, tokens from durable blocks, two clocks. Mutants override a method. */
export class Authority {
  state: KeyState = emptyKey();
  /** Monotonic and wall clock, ms. */
  mono = 0;
  wall = 1e12;
  /** What lies on the disk. */
  reserved = 0;
  /** The newest token with which a checkpoint was saved. */
  stored = "";
  readonly granted: { readonly client: string; readonly token: string }[] = [];
  #next = 1;

  clock(): number {
    return this.mono;
  }

  nextToken(): string {
    if (this.#next > this.reserved) this.reserved += BLOCK;
    return token(this.#next++);
  }

  /** Everything in memory is gone; tokens go on behind the block that lies on the disk. */
  restart(): void {
    this.state = emptyKey();
    this.#next = this.firstToken();
  }

  firstToken(): number {
    return this.reserved + 1;
  }

  acquire(client: string): void {
    this.state = enqueue(this.state, request(client), this.clock());
    this.serve();
  }

  withdraw(client: string): void {
    this.state = withdraw(this.state, client);
  }

  release(held: string): void {
    this.state = release(this.state, held);
    this.serve();
  }

  renew(held: string): void {
    this.state = renew(this.state, held, this.clock(), leaseTimes.leaseMs);
  }

  /** Tells whether a checkpoint of that token is taken. */
  save(held: string): boolean {
    const isTaken = this.maySave(held);
    if (isTaken) this.stored = held;
    return isTaken;
  }

  maySave(held: string): boolean {
    return isCurrent(this.state, held);
  }

  sweep(): void {
    this.state = sweep(this.state, this.clock(), leaseTimes).state;
    this.serve();
  }

  serve(): void {
    const now = this.clock();
    const next = nextOf(this.state, now);
    if (!next) return;
    const fresh = this.nextToken();
    const { leaseMs } = leaseTimes;
    this.state = grant(this.state, fresh, { now, wall: this.wall, leaseMs });
    this.granted.push({ client: next.id, token: fresh });
  }
}
