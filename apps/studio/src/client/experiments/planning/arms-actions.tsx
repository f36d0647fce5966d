import { Button } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import type { ExperimentSpec } from "../../../server/experiment-types.ts";
import { addArm, splitEvenly } from "./plan-draft.ts";

type Arms = ExperimentSpec["arms"];

/** What can be done to all arms of a plan at once: weigh them alike, and add one up to `max`. */
export function ArmsActions({
  arms,
  max,
  onChange,
}: {
  readonly arms: Arms;
  readonly max: number;
  readonly onChange: (arms: Arms) => void;
}) {
  return (
    <>
      <Button size="xs" variant="subtle" color="gray" onClick={() => onChange(splitEvenly(arms))}>
        Split evenly
      </Button>
      {arms.length < max && (
        <Button size="xs" leftSection={<IconPlus size={14} stroke={1.5} />} onClick={() => onChange(addArm(arms))}>
          Add an arm
        </Button>
      )}
    </>
  );
}
