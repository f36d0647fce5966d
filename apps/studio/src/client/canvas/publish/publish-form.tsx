import { Button, Textarea, TextInput } from "@mantine/core";
import { IconAlertTriangle, IconCheck } from "@tabler/icons-react";
import { useState } from "react";
import { useMay } from "../../access/use-may.ts";
import type { Draft } from "../../api/outputs.ts";
import { IndexBuildingNote } from "../../collections/index-building.tsx";
import { Chip } from "../../ui/chip.tsx";
import { ErrorNote } from "../../ui/error-note.tsx";
import { counted } from "../../ui/format.ts";
import { useSearchedBuilding } from "../node/searched-collection.ts";
import { useProblems } from "../session/use-canvas.ts";
import style from "./publish.module.css";
import { isSlug, slugOf } from "./slug.ts";

/** What a version is published with. */
export interface VersionDescription {
  readonly slug: string;
  readonly name: string;
  readonly notes: string;
}

/** Address, name and notes of the version to be; the button stays pressable and says what stands in the way. */
export function PublishForm({
  draft,
  failedSamples,
  pending,
  refusal,
  onPublish,
  onClose,
}: {
  readonly draft: Draft;
  /** How many sample requests get no answer: the checks refuse a version with one. */
  readonly failedSamples: number;
  readonly pending: boolean;
  readonly refusal: unknown;
  readonly onPublish: (versionDescription: VersionDescription) => void;
  readonly onClose: () => void;
}) {
  const mayPublish = useMay("publish");
  const building = useSearchedBuilding();
  const blocked = useProblems().filter((problem) => problem.severity === "error").length;
  const [chosen, setChosen] = useState(draft.slug ?? slugOf(draft.name));
  // What is live keeps its address; it may have been moved while this form was open.
  const fixed = draft.live === null ? null : draft.slug;
  const slug = fixed ?? chosen;
  const [name, setName] = useState("");
  const [notes, setNotes] = useState("");
  const slugIsGood = isSlug(slug);
  return (
    <form
      className={style.form}
      onSubmit={(event) => {
        event.preventDefault();
        if (slugIsGood) onPublish({ slug, name, notes });
      }}
    >
      <Readiness blocked={blocked} failedSamples={failedSamples} />
      {building.map((one) => (
        <IndexBuildingNote key={one.name} {...one} />
      ))}
      <TextInput
        label="Address"
        description={
          fixed === null
            ? `Shops call POST /v1/${slug || "…"}`
            : "It is live here. More → Move address gives it another one."
        }
        readOnly={fixed !== null}
        leftSection={<span className="small muted">/v1/</span>}
        leftSectionWidth={36}
        required
        value={slug}
        maxLength={60}
        error={slug === "" || slugIsGood ? undefined : "Small letters, digits and single hyphens."}
        onChange={(event) => setChosen(event.currentTarget.value)}
      />
      <TextInput
        data-autofocus
        label="Name of this version"
        placeholder="for example: less of what is sold out"
        value={name}
        maxLength={120}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <Textarea
        label="Notes"
        description="Why it is done. They can be changed later."
        autosize
        minRows={3}
        maxRows={8}
        value={notes}
        maxLength={4000}
        onChange={(event) => setNotes(event.currentTarget.value)}
      />
      {refusal !== undefined && refusal !== null && <ErrorNote error={refusal} />}
      {blocked === 0 && failedSamples > 0 && (
        <p className="small muted">
          The checks refuse a version while a sample request gets no answer. Fix the draft or the sample first.
        </p>
      )}
      {blocked > 0 && draft.live !== null && (
        <p className="small muted">What is live stays as it is until the draft is fixed.</p>
      )}
      {!mayPublish && <p className="small muted">Your role lets you see what changed, not publish it.</p>}
      <div className={style.foot}>
        <Button onClick={onClose}>{mayPublish ? "Not yet" : "Close"}</Button>
        {mayPublish && (
          <Button type="submit" variant="filled" loading={pending}>
            Publish
          </Button>
        )}
      </div>
    </form>
  );
}

function Readiness({ blocked, failedSamples }: { readonly blocked: number; readonly failedSamples: number }) {
  if (blocked > 0 || failedSamples > 0) {
    return (
      <div>
        <Chip tone="bad" tall>
          <IconAlertTriangle size={12} stroke={1.75} aria-hidden />
          {blocked > 0 ? `${blocked} to fix` : `${counted(failedSamples, "sample")} without an answer`}
        </Chip>
      </div>
    );
  }
  return (
    <div>
      <Chip tone="ok" tall>
        <IconCheck size={12} stroke={2} aria-hidden />
        Ready
      </Chip>
    </div>
  );
}
