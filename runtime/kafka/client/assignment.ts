/**
 * Which member of a group gets which partitions. The unit is a task: partition p of all topics that are assigned together
 * (streams.md 6.1). A member keeps what it had as far as all stay evenly loaded. Pure: the same input, the same answer.
 */
import type { CoAssignedTopics, TopicPartition } from "../port.ts";

export interface GroupMember {
  readonly id: string;
  readonly topics: readonly string[];
  /** What it had last. */
  readonly owned: readonly TopicPartition[];
  /** Of the group, when it had that: who had a partition later has it as it is now. */
  readonly generation: number;
}

/** By member id; each member has an entry. `partitions`: their number, by topic. */
export function assignPartitions(
  members: readonly GroupMember[],
  partitions: ReadonlyMap<string, number>,
  coAssigned: CoAssignedTopics,
): ReadonlyMap<string, TopicPartition[]> {
  const sorted = [...members].sort((a, b) => (a.id < b.id ? -1 : 1));
  const loads = new Map(sorted.map(({ id }) => [id, 0]));
  const result = new Map<string, TopicPartition[]>(sorted.map(({ id }) => [id, []]));
  const give = (unit: Unit, id: string): void => {
    loads.set(id, (loads.get(id) ?? 0) + 1);
    result.get(id)?.push(...unit);
  };

  const units = unitsOf(sorted, partitions, coAssigned);
  const homeless: Unit[] = [];
  const keeps = quota(units.length, sorted.length);
  for (const unit of units) {
    const owner = ownerOf(unit, sorted);
    if (owner !== undefined && keeps(loads.get(owner.id) ?? 0)) give(unit, owner.id);
    else homeless.push(unit);
  }
  // Those that few can take first, or they would come on top of what the few got already.
  const takers = (unit: Unit): number => sorted.filter((each) => subscribes(each, unit)).length;
  for (const unit of homeless.sort((a, b) => takers(a) - takers(b))) {
    let least: GroupMember | null = null;
    for (const member of sorted) {
      if (!subscribes(member, unit)) continue;
      if (least === null || (loads.get(member.id) ?? 0) < (loads.get(least.id) ?? 0))
        least = member;
    }
    if (least !== null) give(unit, least.id);
  }
  return result;
}

type Unit = readonly TopicPartition[];

const subscribes = (member: GroupMember, unit: Unit): boolean =>
  unit.every(({ topic }) => member.topics.includes(topic));

const owns = (member: GroupMember, unit: Unit): boolean => {
  const first = unit[0] as TopicPartition;
  return member.owned.some(
    (each) => each.topic === first.topic && each.partition === first.partition,
  );
};

/** A member that missed what the group decided may still think that it has what another one got since. */
function ownerOf(unit: Unit, members: readonly GroupMember[]): GroupMember | undefined {
  let owner: GroupMember | undefined;
  for (const member of members) {
    if (!owns(member, unit) || !subscribes(member, unit)) continue;
    if (owner === undefined || member.generation > owner.generation) owner = member;
  }
  return owner;
}

/** May a member with this many units keep one more? An even share each; one more for as many as there is a rest. */
function quota(units: number, members: number): (load: number) => boolean {
  const share = Math.floor(units / Math.max(1, members));
  let rest = units - share * members;
  return (load) => {
    if (load < share) return true;
    if (load > share || rest === 0) return false;
    rest--;
    return true;
  };
}

function unitsOf(
  members: readonly GroupMember[],
  partitions: ReadonlyMap<string, number>,
  coAssigned: CoAssignedTopics,
): Unit[] {
  const subscribed = new Set(members.flatMap(({ topics }) => topics));
  const grouped = new Set(coAssigned.flat());
  const alone = [...subscribed].filter((topic) => !grouped.has(topic)).sort();
  const units: Unit[] = [];
  for (const group of [...coAssigned, ...alone.map((topic) => [topic])]) {
    const topics = group.filter((topic) => subscribed.has(topic));
    const count = Math.max(0, ...topics.map((topic) => partitions.get(topic) ?? 0));
    for (let partition = 0; partition < count; partition++) {
      const unit = topics
        .filter((topic) => partition < (partitions.get(topic) ?? 0))
        .map((topic) => ({ topic, partition }));
      // While an older version of a service is still in the group, no member may have all topics of a task.
      if (members.some((member) => subscribes(member, unit))) units.push(unit);
      else units.push(...unit.map((each) => [each]));
    }
  }
  return units;
}
