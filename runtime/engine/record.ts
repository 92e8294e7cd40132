/** A record on its way through a task. */

export interface Header {
  readonly key: string;
  readonly value: Uint8Array | null;
}

/**
 * Immutable: an operator that changes something forwards a new record. `key` and `value` are `null` for both of KSML's
 * nulls; the flags say "null object" (runtime.md 6.1), which only Kafka Streams' own null checks look at.
 */
export class StreamRecord<K = unknown, V = unknown> {
  readonly key: K | null;
  readonly value: V | null;
  /** Milliseconds since the epoch. */
  readonly timestamp: number;
  readonly headers: readonly Header[];
  readonly keyIsNullObject: boolean;
  readonly valueIsNullObject: boolean;

  constructor(
    key: K | null,
    value: V | null,
    timestamp: number,
    headers: readonly Header[],
    keyIsNullObject: boolean,
    valueIsNullObject: boolean,
  ) {
    this.key = key;
    this.value = value;
    this.timestamp = timestamp;
    this.headers = headers;
    this.keyIsNullObject = keyIsNullObject;
    this.valueIsNullObject = valueIsNullObject;
  }
}

export const NO_HEADERS: readonly Header[] = [];

/** The record with another key, which is Kafka Streams' null where it is null. */
export const withKey = (record: StreamRecord, key: unknown): StreamRecord =>
  new StreamRecord(
    key,
    record.value,
    record.timestamp,
    record.headers,
    key === null,
    record.valueIsNullObject,
  );

/** The same, with another value. */
export const withValue = (record: StreamRecord, value: unknown): StreamRecord =>
  new StreamRecord(
    record.key,
    value,
    record.timestamp,
    record.headers,
    record.keyIsNullObject,
    value === null,
  );
