/** Who works on which run, so that nothing is removed under a cell: a claim waits for a removal, a removal yields to a claim. */
export class RunClaims {
  readonly #claimed = new Set<string>();
  readonly #removing = new Map<string, Promise<void>>();
  #released: (runId: string) => void = () => {};

  /** Calls the listener when a run is given back. */
  onRelease(listener: (runId: string) => void): void {
    this.#released = listener;
  }

  has(runId: string): boolean {
    return this.#claimed.has(runId);
  }

  /** From here on nothing of the run is removed; resolves when a removal that had begun is through. */
  async claim(runId: string): Promise<void> {
    this.#claimed.add(runId);
    await this.#removing.get(runId)?.catch(() => undefined); // told to whoever removes
  }

  release(runId: string): void {
    if (this.#claimed.delete(runId)) this.#released(runId);
  }

  /** Removes something of a run, unless somebody works on it; tells whether it did. */
  async unlessClaimed(runId: string, remove: () => Promise<void>): Promise<boolean> {
    if (this.#claimed.has(runId) || this.#removing.has(runId)) return false;
    const removing = remove().finally(() => this.#removing.delete(runId));
    this.#removing.set(runId, removing);
    await removing;
    return true;
  }
}
