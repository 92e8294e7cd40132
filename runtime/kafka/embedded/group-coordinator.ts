/**
 * One consumer group at its coordinator (GroupCoordinator of the classic protocol). States:
 *
 *   empty → preparing: members join, all of the last generation are waited for, up to the rebalance timeout
 *   preparing → completing: generation + 1, the leader is told who is in
 *   completing → stable: the leader's assignment is handed to all
 *   stable, completing → preparing: a member joins anew, leaves, or its session ends
 */
import { ErrorCode, ProtocolError } from "../client/protocol-error.ts";
import type {
  CommittedPosition,
  FetchedPosition,
  JoinedGroup,
  JoinRequest,
  MemberOfGroup,
  SyncRequest,
} from "../client/wire.ts";
import type { TopicPartition } from "../port.ts";

interface Waiter<T> {
  readonly resolve: (answer: T) => void;
  readonly reject: (error: Error) => void;
}

interface Member {
  readonly id: string;
  request: JoinRequest;
  session: NodeJS.Timeout | null;
  joining: Waiter<JoinedGroup> | null;
  syncing: Waiter<Uint8Array> | null;
  assignment: Uint8Array;
}

/** As long as members of one process are apart. Kafka waits 3 s, for members on several machines. */
const GATHER_MS = 20;

export class GroupCoordinator {
  readonly #name: string;
  readonly #members = new Map<string, Member>();
  /** Ids that were given out and not used yet. */
  readonly #promised = new Set<string>();
  readonly #offsets = new Map<string, CommittedPosition>();
  #state: "empty" | "preparing" | "completing" | "stable" = "empty";
  #generation = 0;
  #leader = "";
  #memberCount = 0;
  #rebalance: NodeJS.Timeout | null = null;
  /** While an empty group waits for those who begin together. */
  #gathering: NodeJS.Timeout | null = null;

  constructor(name: string) {
    this.#name = name;
  }

  join(request: JoinRequest, clientId: string): Promise<JoinedGroup> {
    const { memberId } = request;
    if (memberId === "") {
      const id = `${clientId}-${++this.#memberCount}`;
      this.#promised.add(id);
      throw new ProtocolError(ErrorCode.memberIdRequired, "", id);
    }
    const member = this.#members.get(memberId);
    if (member === undefined && !this.#promised.delete(memberId)) {
      throw new ProtocolError(ErrorCode.unknownMemberId, this.#name);
    }
    if (
      [...this.#members.values()].some(({ request: { protocol } }) => protocol !== request.protocol)
    ) {
      throw new ProtocolError(ErrorCode.inconsistentGroupProtocol, this.#name);
    }
    return this.#rejoin(member ?? this.#add(memberId, request), request);
  }

  #add(id: string, request: JoinRequest): Member {
    const member: Member = {
      id,
      request,
      session: null,
      joining: null,
      syncing: null,
      assignment: new Uint8Array(),
    };
    this.#members.set(id, member);
    return member;
  }

  #rejoin(member: Member, request: JoinRequest): Promise<JoinedGroup> {
    const same = Buffer.compare(member.request.metadata, request.metadata) === 0;
    const known = member.joining === null && member.assignment.length > 0;
    member.request = request;
    this.#keepAlive(member);
    if (this.#state === "stable" && known && same && member.id !== this.#leader) {
      return Promise.resolve(this.#answer(member));
    }
    member.joining?.reject(new ProtocolError(ErrorCode.unknownMemberId, this.#name));
    const joined = new Promise<JoinedGroup>((resolve, reject) => {
      member.joining = { resolve, reject };
    });
    const isFirst = this.#state === "empty";
    this.#prepare();
    if (isFirst) this.#gather();
    this.#completeJoin();
    return joined;
  }

  sync({ memberId, generation, assignments }: SyncRequest): Promise<Uint8Array> {
    const member = this.#check(memberId, generation);
    if (this.#state === "preparing") {
      throw new ProtocolError(ErrorCode.rebalanceInProgress, this.#name);
    }
    this.#keepAlive(member);
    if (this.#state === "stable") return Promise.resolve(member.assignment);
    const synced = new Promise<Uint8Array>((resolve, reject) => {
      member.syncing = { resolve, reject };
    });
    if (memberId === this.#leader) this.#handOut(assignments);
    return synced;
  }

  heartbeat({ memberId, generation }: MemberOfGroup): void {
    const member = this.#check(memberId, generation);
    this.#keepAlive(member);
    if (this.#state === "preparing") {
      throw new ProtocolError(ErrorCode.rebalanceInProgress, this.#name);
    }
  }

  leave(memberId: string): void {
    this.#promised.delete(memberId);
    const member = this.#members.get(memberId);
    if (member === undefined) throw new ProtocolError(ErrorCode.unknownMemberId, this.#name);
    this.#remove(member);
  }

  commit({ memberId, generation }: MemberOfGroup, offsets: readonly CommittedPosition[]): void {
    const outside = generation < 0 && this.#state === "empty";
    if (!outside) {
      this.#keepAlive(this.#check(memberId, generation));
      if (this.#state === "completing") {
        throw new ProtocolError(ErrorCode.rebalanceInProgress, this.#name);
      }
    }
    for (const each of offsets) this.#offsets.set(keyOf(each), { ...each });
  }

  /** What was committed before this broker was made. */
  restore(offsets: readonly CommittedPosition[]): void {
    for (const each of offsets) this.#offsets.set(keyOf(each), each);
  }

  committed(partitions: readonly TopicPartition[]): FetchedPosition[] {
    return partitions.map(({ topic, partition }) => ({
      topic,
      partition,
      offset: this.#offsets.get(keyOf({ topic, partition }))?.offset ?? -1,
      metadata: this.#offsets.get(keyOf({ topic, partition }))?.metadata ?? "",
    }));
  }

  /** The broker is gone: requests under way are lost, sessions stand still. Offsets and members are on its disk. */
  halt(error: Error): void {
    this.#stopGathering();
    if (this.#rebalance !== null) clearTimeout(this.#rebalance);
    this.#rebalance = null;
    for (const member of this.#members.values()) {
      if (member.session !== null) clearTimeout(member.session);
      member.session = null;
      member.joining?.reject(error);
      member.syncing?.reject(error);
      member.joining = null;
      member.syncing = null;
    }
  }

  /** The broker is back: every session begins anew, and a rebalance that was cut off begins again. */
  resume(): void {
    for (const member of this.#members.values()) this.#keepAlive(member);
    if (this.#state === "empty" || this.#state === "stable") return;
    this.#state = "stable";
    this.#prepare();
  }

  #check(memberId: string, generation: number): Member {
    const member = this.#members.get(memberId);
    if (member === undefined) throw new ProtocolError(ErrorCode.unknownMemberId, this.#name);
    if (generation !== this.#generation) {
      throw new ProtocolError(ErrorCode.illegalGeneration, this.#name);
    }
    return member;
  }

  #keepAlive(member: Member): void {
    if (member.session !== null) clearTimeout(member.session);
    member.session = setTimeout(() => {
      // One that waits for the others is alive as long as its request is.
      if (member.joining !== null || member.syncing !== null) this.#keepAlive(member);
      else this.#remove(member);
    }, member.request.sessionTimeoutMs);
    member.session.unref();
  }

  #remove(member: Member): void {
    if (member.session !== null) clearTimeout(member.session);
    this.#members.delete(member.id);
    const gone = new ProtocolError(ErrorCode.unknownMemberId, this.#name);
    member.joining?.reject(gone);
    member.syncing?.reject(gone);
    if (this.#members.size === 0) this.#becomeEmpty();
    else {
      this.#prepare();
      this.#completeJoin();
    }
  }

  #becomeEmpty(): void {
    this.#stopGathering();
    if (this.#rebalance !== null) clearTimeout(this.#rebalance);
    this.#rebalance = null;
    this.#state = "empty";
    this.#leader = "";
  }

  #prepare(): void {
    if (this.#state === "preparing") return;
    this.#state = "preparing";
    for (const member of this.#members.values()) {
      member.syncing?.reject(new ProtocolError(ErrorCode.rebalanceInProgress, this.#name));
      member.syncing = null;
    }
    const timeouts = [...this.#members.values()].map(({ request }) => request.rebalanceTimeoutMs);
    this.#rebalance = setTimeout(() => this.#dropLate(), Math.max(...timeouts));
    this.#rebalance.unref();
  }

  /** Members of one service begin together: the first generation has them all (group.initial.rebalance.delay.ms). */
  #gather(): void {
    this.#gathering = setTimeout(() => {
      this.#gathering = null;
      this.#completeJoin();
    }, GATHER_MS);
    this.#gathering.unref();
  }

  #stopGathering(): void {
    if (this.#gathering !== null) clearTimeout(this.#gathering);
    this.#gathering = null;
  }

  /** Those who did not come back in time are out. */
  #dropLate(): void {
    for (const member of [...this.#members.values()]) {
      if (member.joining !== null) continue;
      if (member.session !== null) clearTimeout(member.session);
      this.#members.delete(member.id);
    }
    if (this.#members.size === 0) this.#becomeEmpty();
    else this.#completeJoin();
  }

  #completeJoin(): void {
    if (this.#gathering !== null) return;
    const members = [...this.#members.values()];
    if (this.#state !== "preparing" || members.some(({ joining }) => joining === null)) return;
    if (this.#rebalance !== null) clearTimeout(this.#rebalance);
    this.#rebalance = null;
    this.#generation++;
    this.#state = "completing";
    if (!this.#members.has(this.#leader)) this.#leader = (members[0] as Member).id;
    for (const member of members) {
      const { joining } = member;
      member.joining = null;
      member.assignment = new Uint8Array();
      this.#keepAlive(member);
      joining?.resolve(this.#answer(member));
    }
  }

  #answer(member: Member): JoinedGroup {
    const members = member.id === this.#leader ? [...this.#members.values()] : [];
    return {
      generation: this.#generation,
      memberId: member.id,
      leaderId: this.#leader,
      members: members.map(({ id, request }) => ({ memberId: id, metadata: request.metadata })),
    };
  }

  #handOut(assignments: SyncRequest["assignments"]): void {
    this.#state = "stable";
    const byMember = new Map(assignments.map((each) => [each.memberId, each.assignment]));
    for (const member of this.#members.values()) {
      member.assignment = byMember.get(member.id) ?? new Uint8Array();
      member.syncing?.resolve(member.assignment);
      member.syncing = null;
      this.#keepAlive(member);
    }
  }
}

const keyOf = ({ topic, partition }: TopicPartition): string => `${topic}\0${partition}`;
