import { Autocomplete, NumberInput, Select, TextInput } from "@mantine/core";
import type { Measure } from "../../../server/experiment-types.ts";
import { shopEvents } from "./shop-events.ts";

type OfEvents = Extract<Measure["source"], { readonly from: "events" }>;
type Counted = NonNullable<OfEvents["follow"]>["count"];

const every = "every";
const counts: readonly { readonly value: Counted | typeof every; readonly label: string }[] = [
  { value: every, label: "Every one" },
  { value: "followed", label: "Those that another event followed" },
  { value: "not-followed", label: "Those that it did not follow" },
  { value: "all", label: "Those that are over, followed or not" },
];

/** Which of a unit's events count by what came after them, such as searches without a click. */
export function FollowFields({
  source,
  onChange,
}: {
  readonly source: OfEvents;
  readonly onChange: (source: OfEvents) => void;
}) {
  const { follow, ...rest } = source;
  const set = (next: Partial<NonNullable<OfEvents["follow"]>>) => {
    const { same, ...all } = { by: "Product Clicked", minutes: 30, count: "all" as const, ...follow, ...next };
    onChange({ ...rest, follow: { ...all, ...(same === undefined || same === "" ? {} : { same }) } });
  };
  return (
    <>
      <Select
        label="Which of them"
        allowDeselect={false}
        data={counts}
        value={follow?.count ?? every}
        onChange={(count) => (count === every ? onChange(rest) : set({ count: (count ?? "all") as Counted }))}
      />
      {follow !== undefined && (
        <>
          <Autocomplete
            label="The event that follows"
            description="One of the same unit, before its next event of the name above."
            data={shopEvents}
            maxLength={255}
            value={follow.by}
            onChange={(by) => set({ by })}
          />
          <NumberInput
            label="Within, minutes"
            min={1}
            max={24 * 60}
            value={follow.minutes}
            onChange={(minutes) => set({ minutes: Number(minutes) })}
          />
          <TextInput
            label="One that repeats is the same"
            placeholder="query"
            description="Path in the properties: an event with the text of the last goes on with it. Empty for none."
            maxLength={200}
            value={follow.same ?? ""}
            onChange={(event) => set({ same: event.currentTarget.value })}
          />
        </>
      )}
    </>
  );
}
