// examples/podcast-insights by hand, of the parts that values need: JSON as values (contenders/json.mjs, with shapes as in
// slots.mjs), keys as bytes in tables (keys.mjs), batches in slabs (slab.mjs). What is rare goes through exact.mjs.
import { AddGenres } from "./analytics/add-genres.mjs";
import { Count } from "./analytics/count.mjs";
import { Hours } from "./analytics/hours.mjs";
import { Pick } from "./analytics/pick.mjs";
import { Subscribe, Subscribers } from "./analytics/subscribers.mjs";
import { WriteInsights } from "./analytics/write-insights.mjs";
import { Stages } from "./stage.mjs";
import { Disk } from "./state.mjs";

const VALUES = { Count, AddGenres, WriteInsights, Subscribe };

export class Analytics extends Stages {
  constructor({ folder, cacheBytes, table, ...options }, stages = VALUES) {
    const disk = (store) => (folder === null ? null : new Disk(`${folder}/${store}`));
    const hours = new Hours(disk("listening_hours"), cacheBytes);
    const subscribers = new Subscribers(disk("subscribers"), cacheBytes);
    super({
      plays: new Pick(options),
      picked_plays: new stages.Count(hours, options),
      counted_hours: new stages.AddGenres(table, options),
      hours_with_genres: new stages.WriteInsights(subscribers, options),
      subscriptions: new stages.Subscribe(subscribers, options),
    });
    this.hours = hours;
    this.subscribers = subscribers;
  }

  async open() {
    await this.hours.open();
    await this.subscribers.open();
  }

  async commit() {
    const { hours, subscribers } = this;
    hours.cache.flush();
    const written = hours.take();
    subscribers.cache.flush();
    await hours.disk?.commit(hours.logged);
    await subscribers.disk?.commit(null);
    return written;
  }

  async close() {
    await this.hours.disk?.close();
    await this.subscribers.disk?.close();
  }
}
