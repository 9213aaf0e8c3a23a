import type { ServerMessage } from "../../kernels/protocol/index.ts";
import type { Session } from "../session/session.ts";

/** A snapshot as it goes over the wire. */
export interface SnapshotBytes {
  readonly seq: number;
  readonly bytes: Buffer;
}

interface Known {
  readonly epoch: number;
  readonly seq: number;
  /** Not held: a notebook of 10 MB costs no second 10 MB while nobody attaches. */
  readonly bytes: WeakRef<Buffer>;
}

const known = new WeakMap<Session, Known>();

/** The newest snapshot of a notebook. Tabs that come at the same place of the order, one after the other or again, share one. */
export function snapshotBytes(session: Session): SnapshotBytes {
  const { place, state } = session.snapshot();
  const last = known.get(session);
  const isSame = last?.epoch === place.epoch && last.seq === place.seq;
  const found = isSame ? last.bytes.deref() : undefined;
  if (found) return { seq: place.seq, bytes: found };
  const message: ServerMessage = { type: "snapshot", ...place, state };
  const bytes = Buffer.from(JSON.stringify(message));
  known.set(session, { ...place, bytes: new WeakRef(bytes) });
  return { seq: place.seq, bytes };
}
