/**
 * Kafka's own security settings → what kafkajs needs. Certificates and keys in PEM, as text or as a file; Java's own key stores
 * cannot be read. SASL: PLAIN, SCRAM-SHA-256, SCRAM-SHA-512, user and password from `sasl.jaas.config`.
 */
import { readFileSync } from "node:fs";
import { choiceSetting, type Settings } from "../client/settings.ts";
import { KafkaError } from "../port.ts";

export interface Security {
  readonly ssl: object | null;
  readonly sasl: object | null;
}

const PROTOCOLS = ["PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL"] as const;
const MECHANISMS = ["PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"] as const;

/** @throws KafkaError `other` that names the setting. */
export function readSecurity(settings: Settings): Security {
  const protocol = choiceSetting(settings, "security.protocol", PROTOCOLS, "PLAINTEXT");
  return {
    ssl: protocol.endsWith("SSL") ? readTls(settings) : null,
    sasl: protocol.startsWith("SASL") ? readSasl(settings) : null,
  };
}

function readTls(settings: Settings): object {
  const tls: Record<string, unknown> = {};
  const trusted = pem(settings, "ssl.truststore", "ssl.truststore.certificates");
  if (trusted !== null) tls.ca = [trusted];
  const store = pem(settings, "ssl.keystore", "ssl.keystore.certificate.chain");
  if (store !== null) {
    tls.cert = store;
    tls.key = settings["ssl.keystore.key"] ?? store;
    const password = settings["ssl.key.password"];
    if (password !== undefined) tls.passphrase = password;
  }
  // An empty text turns the check of the host's name off, as in the Java client.
  if (settings["ssl.endpoint.identification.algorithm"] === "") {
    tls.checkServerIdentity = () => undefined;
  }
  return tls;
}

function pem(settings: Settings, store: string, inline: string): string | null {
  const text = settings[inline];
  if (text !== undefined) return text;
  const file = settings[`${store}.location`];
  if (file === undefined) return null;
  if ((settings[`${store}.type`] ?? "JKS").toUpperCase() !== "PEM") {
    throw new KafkaError(
      "other",
      `Only ${store}.type PEM can be read. Convert the store, or give the certificates in ${inline}.`,
    );
  }
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new KafkaError("other", `${store}.location cannot be read: ${why}`, { cause: error });
  }
}

function readSasl(settings: Settings): object {
  const mechanism = choiceSetting(settings, "sasl.mechanism", MECHANISMS, "PLAIN");
  const jaas = settings["sasl.jaas.config"] ?? "";
  const username = jaasValue(jaas, "username");
  const password = jaasValue(jaas, "password");
  if (username === null || password === null) {
    throw new KafkaError("other", "sasl.jaas.config must give a username and a password.");
  }
  return { mechanism: mechanism.toLowerCase(), username, password };
}

/** `… PlainLoginModule required username="a" password="b\"c";` */
function jaasValue(jaas: string, name: string): string | null {
  const found = new RegExp(`\\b${name}\\s*=\\s*("((?:[^"\\\\]|\\\\.)*)"|[^\\s;"]+)`).exec(jaas);
  if (found === null) return null;
  return found[2] === undefined ? (found[1] ?? "") : found[2].replace(/\\(.)/g, "$1");
}
