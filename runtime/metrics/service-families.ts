/** The series of a service itself: what it is, its stores, how much a member takes at once (dialect.md 7.4, runtime.md 9.2). */
import type { Family } from "./family.ts";

/** One store of one task, as of now. */
export interface StoreStatistics {
  readonly store: string;
  readonly partition: number;
  /** How much of the record cache it may use, and how much it does; 0 for a store without cache. */
  readonly cacheLimitBytes: number;
  readonly cacheBytes: number;
  /** What it holds, as far as it knows. */
  readonly entries: number;
  readonly bytes: number;
}

export interface MemberStatistics {
  readonly member: string;
  /** Most records that one loop took from what was fetched. */
  readonly pollRecordsMax: number;
}

export interface ApplicationInfo {
  readonly applicationId: string;
  readonly version: string;
}

/** What a running service tells of itself. */
export interface ServiceStatistics {
  storeStatistics(): readonly StoreStatistics[];
  memberStatistics(): readonly MemberStatistics[];
}

export function applicationFamily({ applicationId, version }: ApplicationInfo): Family {
  const labels = new Map([
    ["app_id", applicationId],
    ["name", "ksmlc"],
    ["version", version],
  ]);
  return {
    name: "ksml_app",
    help: "The KSML application, always 1",
    type: "gauge",
    lines: [{ labels, value: 1 }],
  };
}

const STORE_SERIES = [
  ["cache_limit_bytes", "Bytes of the record cache that a store may use", "cacheLimitBytes"],
  ["cache_bytes", "Bytes of the record cache that a store uses", "cacheBytes"],
  ["entries", "Entries of a store", "entries"],
  ["bytes", "Bytes of keys and values of a store", "bytes"],
] as const;

export function serviceFamilies(service: ServiceStatistics): Family[] {
  const stores = service.storeStatistics();
  return [
    ...STORE_SERIES.map(
      ([name, help, field]): Family => ({
        name: `ksmlc_store_${name}`,
        help,
        type: "gauge",
        lines: stores.map((store) => ({
          labels: new Map([
            ["store", store.store],
            ["partition", String(store.partition)],
          ]),
          value: store[field],
        })),
      }),
    ),
    {
      name: "ksmlc_poll_records_max",
      help: "Most records that one loop of a member took",
      type: "gauge",
      lines: service.memberStatistics().map(({ member, pollRecordsMax }) => ({
        labels: new Map([["member", member]]),
        value: pollRecordsMax,
      })),
    },
  ];
}
