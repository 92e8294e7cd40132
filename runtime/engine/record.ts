/** A record on its way through a task. */
import type { RawJson } from "../notations/json-codec/index.ts";
import type { Dict } from "../python/value.ts";

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
  /** Where nobody needs more: `value` is a dict with the named entries of this JSON only. */
  readonly raw: RawJson | null;

  constructor(
    key: K | null,
    value: V | null,
    timestamp: number,
    headers: readonly Header[],
    keyIsNullObject: boolean,
    valueIsNullObject: boolean,
    raw: RawJson | null = null,
  ) {
    this.key = key;
    this.value = value;
    this.timestamp = timestamp;
    this.headers = headers;
    this.keyIsNullObject = keyIsNullObject;
    this.valueIsNullObject = valueIsNullObject;
    this.raw = raw;
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
    record.raw,
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

/** The same dict, or a copy of it, in which a function may have changed entries. */
export const withChanged = (record: StreamRecord, value: unknown): StreamRecord =>
  new StreamRecord(
    record.key,
    value,
    record.timestamp,
    record.headers,
    record.keyIsNullObject,
    false,
    record.raw?.changed() ?? null,
  );

/** The value as it would be if all of it had been read. */
export const wholeValue = ({ raw, value }: StreamRecord): unknown =>
  raw === null ? value : raw.whole(value as Dict);
