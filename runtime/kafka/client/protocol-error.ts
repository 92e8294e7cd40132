/**
 * Errors of Kafka's protocol: numbers on the wire, `ProtocolError` inside the client, `KafkaError` for those who use
 * the port. Numbers, names and which may be tried again: Kafka's protocol guide, "Error codes".
 */
import { KafkaError, type KafkaErrorCode } from "../port.ts";

export const ErrorCode = {
  none: 0,
  unknownServerError: -1,
  offsetOutOfRange: 1,
  corruptMessage: 2,
  unknownTopicOrPartition: 3,
  leaderNotAvailable: 5,
  notLeaderOrFollower: 6,
  requestTimedOut: 7,
  messageTooLarge: 10,
  networkException: 13,
  coordinatorLoadInProgress: 14,
  coordinatorNotAvailable: 15,
  notCoordinator: 16,
  invalidTopic: 17,
  recordListTooLarge: 18,
  notEnoughReplicas: 19,
  notEnoughReplicasAfterAppend: 20,
  illegalGeneration: 22,
  inconsistentGroupProtocol: 23,
  unknownMemberId: 25,
  rebalanceInProgress: 27,
  topicAuthorizationFailed: 29,
  groupAuthorizationFailed: 30,
  clusterAuthorizationFailed: 31,
  topicAlreadyExists: 36,
  invalidPartitions: 37,
  invalidReplicationFactor: 38,
  invalidConfig: 40,
  notController: 41,
  outOfOrderSequence: 45,
  duplicateSequence: 46,
  invalidProducerEpoch: 47,
  storageError: 56,
  saslAuthenticationFailed: 58,
  unknownProducerId: 59,
  fencedLeaderEpoch: 74,
  unknownLeaderEpoch: 75,
  offsetNotAvailable: 78,
  memberIdRequired: 79,
  fencedInstanceId: 82,
  unstableOffsetCommit: 88,
  producerFenced: 90,
} as const;

const NAMES = new Map<number, string>(
  Object.entries(ErrorCode).map(([name, code]) => [
    code,
    name.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase(),
  ]),
);

const RETRIABLE: ReadonlySet<number> = new Set([
  ErrorCode.corruptMessage,
  ErrorCode.unknownTopicOrPartition,
  ErrorCode.leaderNotAvailable,
  ErrorCode.notLeaderOrFollower,
  ErrorCode.requestTimedOut,
  ErrorCode.networkException,
  ErrorCode.coordinatorLoadInProgress,
  ErrorCode.coordinatorNotAvailable,
  ErrorCode.notCoordinator,
  ErrorCode.notEnoughReplicas,
  ErrorCode.notEnoughReplicasAfterAppend,
  ErrorCode.notController,
  ErrorCode.storageError,
  ErrorCode.fencedLeaderEpoch,
  ErrorCode.unknownLeaderEpoch,
  ErrorCode.offsetNotAvailable,
  ErrorCode.unstableOffsetCommit,
]);

/** What a code becomes at the port; all others are `other`. */
const PORT_CODES: ReadonlyMap<number, KafkaErrorCode> = new Map<number, KafkaErrorCode>([
  [ErrorCode.unknownTopicOrPartition, "unknown-topic"],
  [ErrorCode.topicAuthorizationFailed, "unauthorized"],
  [ErrorCode.groupAuthorizationFailed, "unauthorized"],
  [ErrorCode.clusterAuthorizationFailed, "unauthorized"],
  [ErrorCode.saslAuthenticationFailed, "unauthorized"],
  [ErrorCode.messageTooLarge, "too-large"],
  [ErrorCode.recordListTooLarge, "too-large"],
  [ErrorCode.rebalanceInProgress, "rebalance-in-progress"],
  [ErrorCode.illegalGeneration, "fenced"],
  [ErrorCode.unknownMemberId, "fenced"],
  [ErrorCode.fencedInstanceId, "fenced"],
  [ErrorCode.invalidProducerEpoch, "fenced"],
  [ErrorCode.producerFenced, "fenced"],
  [ErrorCode.outOfOrderSequence, "fenced"],
  [ErrorCode.unknownProducerId, "fenced"],
  [ErrorCode.invalidTopic, "invalid-topic"],
  [ErrorCode.networkException, "unreachable"],
]);

export const isRetriable = (code: number): boolean => RETRIABLE.has(code);

/** A broker answered with an error. */
export class ProtocolError extends Error {
  readonly code: number;
  /** Only with MEMBER_ID_REQUIRED: the id to join with. */
  readonly memberId: string;
  constructor(code: number, detail = "", memberId = "") {
    const name = NAMES.get(code) ?? `error ${code}`;
    super(detail === "" ? name : `${name}: ${detail}`);
    this.name = "ProtocolError";
    this.code = code;
    this.memberId = memberId;
  }
}

/** No broker answered: refused, closed, timed out. Whether a request took effect is not known. */
export class ConnectionLost extends Error {
  constructor(message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = "ConnectionLost";
  }
}

export function mayRetry(error: unknown): boolean {
  return (
    error instanceof ConnectionLost || (error instanceof ProtocolError && isRetriable(error.code))
  );
}

/** @returns the error for the caller of the port; what is no error of Kafka stays as it is. */
export function toKafkaError(error: unknown, what: string): unknown {
  if (error instanceof ConnectionLost) {
    return new KafkaError("unreachable", `${what}: ${error.message}`, {
      retriable: true,
      cause: error,
    });
  }
  if (error instanceof ProtocolError) {
    return new KafkaError(PORT_CODES.get(error.code) ?? "other", `${what}: ${error.message}`, {
      retriable: isRetriable(error.code),
      cause: error,
    });
  }
  return error;
}
