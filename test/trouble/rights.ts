/** A real broker at which the user alice may do only what a test lets her (SASL over TLS, no rights from the start). */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import kafkajs, { type Admin } from "kafkajs";
import type { PrivateBroker } from "../support/broker.ts";

/** For `startPrivateBroker`: whoever comes without a name is the broker itself, or the test. */
export const ASKS_FOR_RIGHTS = [
  "authorizer.class.name=org.apache.kafka.metadata.authorizer.StandardAuthorizer",
  "super.users=User:ANONYMOUS",
];

const { AclOperationTypes, AclPermissionTypes, AclResourceTypes, ResourcePatternTypes } = kafkajs;

export type Resource = keyof Pick<typeof AclResourceTypes, "TOPIC" | "GROUP" | "CLUSTER">;
export type Operation = keyof typeof AclOperationTypes;

export class Rights {
  readonly #admin: Admin;
  /** How to come as alice: Kafka's own settings. */
  readonly settings: Readonly<Record<string, string>>;
  /** The door for those who may do everything. */
  readonly open: string;

  constructor({ bootstrap, folder }: PrivateBroker) {
    const config = readFileSync(join(folder, "server.properties"), "utf8");
    const port = /^listeners=.*,PLAINTEXT:\/\/127\.0\.0\.1:(\d+)/m.exec(config)?.[1];
    this.open = `127.0.0.1:${port}`;
    this.settings = {
      "bootstrap.servers": bootstrap,
      "security.protocol": "SASL_SSL",
      "sasl.mechanism": "PLAIN",
      "sasl.jaas.config":
        'org.apache.kafka.common.security.plain.PlainLoginModule required username="alice" password="secret";',
      "ssl.truststore.type": "PEM",
      "ssl.truststore.location": join(folder, "ca.pem"),
    };
    const logLevel = kafkajs.logLevel.NOTHING;
    this.#admin = new kafkajs.Kafka({ brokers: [this.open], logLevel }).admin();
  }

  async createTopics(...topics: readonly string[]): Promise<void> {
    const all = topics.map((topic) => ({ topic, numPartitions: 1 }));
    await this.#admin.createTopics({ topics: all, waitForLeaders: true });
  }

  async give(
    resource: Resource,
    resourceName: string,
    ...operations: readonly Operation[]
  ): Promise<void> {
    await this.#admin.createAcls({
      acl: operations.map((operation) => ({
        resourceType: AclResourceTypes[resource],
        resourceName,
        resourcePatternType: ResourcePatternTypes.LITERAL,
        principal: "User:alice",
        host: "*",
        operation: AclOperationTypes[operation],
        permissionType: AclPermissionTypes.ALLOW,
      })),
    });
  }

  close(): Promise<void> {
    return this.#admin.disconnect();
  }
}
