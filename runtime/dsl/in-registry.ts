/** A topic with a registry of its own: its types say so from then on, wherever they get to. */
import type { DataType, RegistryUse } from "../data-types/data-type.ts";

export interface OfRegistry {
  readonly key?: DataType;
  readonly value?: DataType;
  readonly registry?: string;
  readonly registryConfig?: Readonly<Record<string, string>>;
}

export function inRegistry<D extends OfRegistry>(definition: D): D {
  const { key, value, registry, registryConfig = {} } = definition;
  const use = (part: "key" | "value"): RegistryUse | null => {
    const compatibility = registryConfig[`${part}.compatibility`]?.toUpperCase();
    const register = registryConfig["auto.register.schemas"]?.toLowerCase();
    const userInfo = registryConfig["basic.auth.user.info"];
    const stated: RegistryUse = {
      ...(registry === undefined ? {} : { address: registry }),
      ...(compatibility === undefined ? {} : { compatibility }),
      ...(register === undefined ? {} : { register: register === "true" }),
      ...(userInfo === undefined ? {} : { userInfo }),
    };
    return Object.keys(stated).length === 0 ? null : stated;
  };
  return {
    ...definition,
    ...(key === undefined ? {} : { key: of(key, use("key")) }),
    ...(value === undefined ? {} : { value: of(value, use("value")) }),
  };
}

const of = (type: DataType, registry: RegistryUse | null): DataType =>
  registry === null ? type : { ...type, registry };
