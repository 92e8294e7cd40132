// examples/podcast-insights by hand with JSON as spans (contenders/tape.mjs): a field that no function reads never becomes a
// value, and those that are read are numbers and bytes.
import { Analytics } from "../analytics.mjs";
import { AddGenres } from "./analytics/add-genres.mjs";
import { Count } from "./analytics/count.mjs";
import { Subscribe } from "./analytics/subscribe.mjs";
import { WriteInsights } from "./analytics/write-insights.mjs";

export class AnalyticsTape extends Analytics {
  constructor(options) {
    super(options, { Count, AddGenres, WriteInsights, Subscribe });
  }
}
