/**
 * One member of a consumer group (Kafka's classic group protocol, KIP-62): joins, sends heartbeats, commits, leaves. It
 * says what it learns through `needsJoin` and `lost` and calls `changed`; what to do about it is the consumer's.
 */
import {
  type CoAssignedTopics,
  KafkaError,
  type OffsetToCommit,
  type TopicPartition,
} from "../port.ts";
import { assignPartitions } from "./assignment.ts";
import type { Cluster } from "./cluster.ts";
import {
  ASSIGNOR,
  decodeAssignment,
  decodeSubscription,
  encodeAssignment,
  encodeSubscription,
  type Had,
} from "./member-protocol.ts";
import { messageOf, retry, sleep, sleepQuietly, Trouble } from "./patience.ts";
import {
  ConnectionLost,
  ErrorCode,
  mayRetry,
  ProtocolError,
  toKafkaError,
} from "./protocol-error.ts";
import { numberSetting, type Settings } from "./settings.ts";
import type { JoinedGroup, KafkaLog, MemberOfGroup } from "./wire.ts";

/** A topic that was just made may not be known to the broker that is asked. */
const MISSING_TOPIC_MS = 3_000;
const LEAVE_MS = 3_000;

export interface MembershipOptions {
  readonly group: string;
  readonly topics: readonly string[];
  readonly coAssigned: CoAssignedTopics;
  readonly settings: Settings;
  readonly log: KafkaLog;
  /** Something happened that `poll` must look at. */
  readonly changed: () => void;
}

export class Membership {
  readonly #cluster: Cluster;
  readonly #options: MembershipOptions;
  readonly #sessionTimeoutMs: number;
  readonly #heartbeatMs: number;
  readonly #maxPollMs: number;
  readonly #apiTimeoutMs: number;
  readonly #metadataMaxAgeMs: number;
  #memberId = "";
  #generation = -1;
  #timer: NodeJS.Timeout | null = null;
  #lastPoll = Date.now();
  #polling = false;
  #joinedOnce = false;
  #stopped = false;
  /** Only the leader: what it assigned, to notice new partitions. */
  #counts: ReadonlyMap<string, number> | null = null;
  #countsAt = 0;
  /** The group is being arranged anew, or this member is in none. */
  needsJoin = true;
  /** The group went on without this member: what it had belongs to others already. */
  lost = false;

  constructor(cluster: Cluster, options: MembershipOptions) {
    const { settings } = options;
    this.#cluster = cluster;
    this.#options = options;
    this.#sessionTimeoutMs = numberSetting(settings, "session.timeout.ms", 45_000);
    this.#heartbeatMs = numberSetting(settings, "heartbeat.interval.ms", 3_000);
    this.#maxPollMs = numberSetting(settings, "max.poll.interval.ms", 300_000);
    this.#apiTimeoutMs = numberSetting(settings, "default.api.timeout.ms", 60_000);
    this.#metadataMaxAgeMs = numberSetting(settings, "metadata.max.age.ms", 300_000);
    if (this.#heartbeatMs >= this.#sessionTimeoutMs) {
      throw new KafkaError("other", "heartbeat.interval.ms must be less than session.timeout.ms.");
    }
  }

  pollBegins(): void {
    this.#polling = true;
  }

  pollEnds(): void {
    this.#polling = false;
    this.#lastPoll = Date.now();
  }

  /** Joins, and joins again until the group is stable. @returns what this member has now. */
  async join(had: Had): Promise<Had> {
    const { group, log } = this.#options;
    const trouble = new Trouble(`Joining the group ${group}`, log);
    this.#stopHeartbeats();
    this.#generation = -1;
    for (;;) {
      if (this.#stopped) return { owned: [], generation: -1 };
      try {
        const counts = await this.#findTopics(this.#options.topics);
        const owned = await this.#joinAndSync(had, counts);
        trouble.worked();
        this.#joinedOnce = true;
        this.needsJoin = false;
        this.lost = false;
        this.#scheduleHeartbeat();
        return { owned, generation: this.#generation };
      } catch (error) {
        const pauseMs = this.#joinFailed(error, trouble);
        if (pauseMs > 0) await sleep(pauseMs);
      }
    }
  }

  async #joinAndSync(had: Had, counts: ReadonlyMap<string, number>): Promise<TopicPartition[]> {
    const { group, topics } = this.#options;
    const { wire } = this.#cluster;
    const node = await this.#cluster.coordinator(group);
    const joined = await wire.joinGroup(node, {
      group,
      memberId: this.#memberId,
      sessionTimeoutMs: this.#sessionTimeoutMs,
      rebalanceTimeoutMs: this.#maxPollMs,
      protocol: ASSIGNOR,
      metadata: encodeSubscription(topics, had),
    });
    this.#memberId = joined.memberId;
    this.#generation = joined.generation;
    const leads = joined.leaderId === joined.memberId;
    this.#counts = null;
    const assignments = leads ? await this.#assign(joined, counts) : [];
    const bytes = await wire.syncGroup(node, { ...this.#member(), assignments });
    return decodeAssignment(bytes);
  }

  async #assign(
    joined: JoinedGroup,
    known: ReadonlyMap<string, number>,
  ): Promise<{ memberId: string; assignment: Buffer }[]> {
    const members = joined.members.map((each) => decodeSubscription(each.memberId, each.metadata));
    const others = members.flatMap(({ topics }) => topics).filter((topic) => !known.has(topic));
    const counts = new Map([...known, ...(await this.#cluster.describe([...new Set(others)]))]);
    this.#counts = counts;
    this.#countsAt = Date.now();
    const assigned = assignPartitions(members, counts, this.#options.coAssigned);
    return [...assigned].map(([memberId, partitions]) => ({
      memberId,
      assignment: encodeAssignment(partitions),
    }));
  }

  async #findTopics(topics: readonly string[]): Promise<ReadonlyMap<string, number>> {
    const until = Date.now() + MISSING_TOPIC_MS;
    for (;;) {
      const counts = await this.#cluster.describe(topics);
      const missing = topics.filter((topic) => !counts.has(topic));
      if (missing.length === 0) return counts;
      if (Date.now() >= until || this.#stopped) {
        throw new KafkaError("unknown-topic", `There is no topic ${missing.join(", ")}.`);
      }
      await sleep(100);
    }
  }

  /** @returns how long to wait before the next try. @throws what does not get better by trying. */
  #joinFailed(error: unknown, trouble: Trouble): number {
    const { group, log } = this.#options;
    if (this.#stopped) return 0;
    if (error instanceof ProtocolError) {
      if (error.code === ErrorCode.memberIdRequired) {
        this.#memberId = error.memberId;
        return 0;
      }
      if (error.code === ErrorCode.unknownMemberId) this.#memberId = "";
      if (JOIN_AGAIN.has(error.code)) return trouble.failed(error);
    }
    if (!mayRetry(error)) throw toKafkaError(error, `Joining the group ${group}`);
    this.#cluster.forgetCoordinator(group);
    const pauseMs = trouble.failed(error);
    if (!this.#joinedOnce && trouble.lastsMs + pauseMs > this.#apiTimeoutMs) {
      throw toKafkaError(error, `Joining the group ${group}`);
    }
    log("debug", `Joining the group ${group}: ${messageOf(error)}`);
    return pauseMs;
  }

  #member(): MemberOfGroup {
    return {
      group: this.#options.group,
      generation: this.#generation,
      memberId: this.#memberId,
    };
  }

  #stopHeartbeats(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }

  #scheduleHeartbeat(): void {
    this.#stopHeartbeats();
    const trouble = new Trouble(`Heartbeat of the group ${this.#options.group}`, this.#options.log);
    const beat = async (): Promise<void> => {
      await this.#heartbeat(trouble);
      if (this.#timer === timer && !this.#stopped && !this.lost) this.#scheduleHeartbeat();
    };
    const timer = setTimeout(beat, this.#heartbeatMs);
    timer.unref(); // membership alone keeps no process alive
    this.#timer = timer;
  }

  async #heartbeat(trouble: Trouble): Promise<void> {
    const { group, log } = this.#options;
    if (!this.#polling && Date.now() - this.#lastPoll > this.#maxPollMs) {
      log(
        "warn",
        `No poll for more than max.poll.interval.ms (${this.#maxPollMs}): left ${group}.`,
      );
      await this.#sendLeave();
      this.#becomeLost();
      return;
    }
    const generation = this.#generation;
    try {
      await this.#cluster.wire.heartbeat(await this.#cluster.coordinator(group), this.#member());
      trouble.worked();
      await this.#noticeNewPartitions();
    } catch (error) {
      if (generation !== this.#generation || this.#stopped) return;
      this.#memberFailed(error, trouble);
    }
  }

  /** What an error says about the membership, whichever call it came from. */
  #memberFailed(error: unknown, trouble?: Trouble): void {
    if (error instanceof ProtocolError && error.code === ErrorCode.rebalanceInProgress) {
      this.needsJoin = true;
      this.#options.changed();
    } else if (error instanceof ProtocolError && GONE.has(error.code)) {
      this.#options.log("warn", `The group ${this.#options.group} went on without this member.`);
      this.#becomeLost();
    } else {
      this.#cluster.forgetCoordinator(this.#options.group);
      trouble?.failed(error);
    }
  }

  #becomeLost(): void {
    this.#memberId = "";
    this.#generation = -1;
    this.lost = true;
    this.needsJoin = true;
    this.#options.changed();
  }

  async #noticeNewPartitions(): Promise<void> {
    const before = this.#counts;
    if (before === null || Date.now() - this.#countsAt < this.#metadataMaxAgeMs) return;
    this.#countsAt = Date.now();
    const now = await this.#cluster.describe([...before.keys()]);
    if ([...before].every(([topic, count]) => now.get(topic) === count)) return;
    this.needsJoin = true;
    this.#options.changed();
  }

  async committed(
    partitions: readonly TopicPartition[],
  ): Promise<readonly (TopicPartition & { offset: number; metadata: string })[]> {
    const { group } = this.#options;
    return this.#ask(`Asking for offsets of the group ${group}`, async () =>
      this.#cluster.wire.offsetFetch(await this.#cluster.coordinator(group), group, partitions),
    );
  }

  async commit(offsets: readonly OffsetToCommit[]): Promise<void> {
    const { group } = this.#options;
    const what = `Committing offsets of the group ${group}`;
    if (this.#generation < 0) {
      throw new KafkaError("fenced", `${what}: this is not a member of it now.`);
    }
    try {
      await this.#ask(what, async () =>
        this.#cluster.wire.offsetCommit(
          await this.#cluster.coordinator(group),
          this.#member(),
          offsets,
        ),
      );
    } catch (error) {
      if (error instanceof ProtocolError && !mayRetry(error)) this.#memberFailed(error);
      throw toKafkaError(error, what);
    }
  }

  #ask<T>(what: string, attempt: () => Promise<T>): Promise<T> {
    const { group, log } = this.#options;
    return retry(attempt, {
      what,
      log,
      timeoutMs: this.#apiTimeoutMs,
      failed: () => this.#cluster.forgetCoordinator(group),
      stopped: () => this.#stopped,
    });
  }

  /** Says good-bye, so that the others need not wait for the session to end. Never fails. */
  async leave(): Promise<void> {
    this.#stopHeartbeats();
    await this.#sendLeave();
    this.stop();
  }

  /** Whatever is under way gives up. */
  stop(): void {
    this.#stopped = true;
    this.#stopHeartbeats();
  }

  async #sendLeave(): Promise<void> {
    const { group, log } = this.#options;
    if (this.#memberId === "") return;
    try {
      const left = this.#cluster
        .coordinator(group)
        .then((node) => this.#cluster.wire.leaveGroup(node, group, this.#memberId));
      await Promise.race([left, sleepQuietly(LEAVE_MS)]);
    } catch (error) {
      const known = error instanceof ProtocolError || error instanceof ConnectionLost;
      if (!known) throw error;
      log("debug", `Leaving the group ${group}: ${messageOf(error)}`);
    }
  }
}

const JOIN_AGAIN: ReadonlySet<number> = new Set([
  ErrorCode.unknownMemberId,
  ErrorCode.illegalGeneration,
  ErrorCode.rebalanceInProgress,
]);

const GONE: ReadonlySet<number> = new Set([
  ErrorCode.unknownMemberId,
  ErrorCode.illegalGeneration,
  ErrorCode.fencedInstanceId,
]);
