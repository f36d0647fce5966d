import fc from "fast-check";
import { propertySeed } from "./property-seed.mjs";

fc.configureGlobal({ seed: propertySeed() });
