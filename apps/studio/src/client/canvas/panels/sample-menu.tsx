import { Menu } from "@mantine/core";
import { IconCheck, IconChevronDown, IconPencil, IconPlus } from "@tabler/icons-react";
import { runInPlace } from "../session/run-in-place.ts";
import { useCanvas, useGraph, useView } from "../session/use-canvas.ts";
import style from "./panels.module.css";

/** "Preview as": the one request whose data stands on all nodes. */
export function SampleMenu({ onEdit }: { readonly onEdit: () => void }) {
  const model = useCanvas();
  const samples = useGraph((graph) => graph.samples);
  const sampleId = useView((view) => view.sampleId);
  const current = samples.find((sample) => sample.id === sampleId) ?? samples[0];
  return (
    <Menu>
      <Menu.Target>
        <button type="button" className={style.as}>
          <span className="muted">Preview as</span>
          <b className="clip">{current?.title ?? "an empty request"}</b>
          <IconChevronDown size={12} stroke={1.75} aria-hidden />
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        {samples.map((sample) => (
          <Menu.Item
            key={sample.id}
            leftSection={sample.id === current?.id ? <IconCheck size={14} /> : <span style={{ width: 14 }} />}
            onClick={() => {
              model.view.set({ sampleId: sample.id });
              void runInPlace(model);
            }}
          >
            {sample.title}
          </Menu.Item>
        ))}
        {samples.length > 0 && model.canEdit && <Menu.Divider />}
        {samples.length === 0 && !model.canEdit && <Menu.Label>No sample requests</Menu.Label>}
        {model.canEdit && (
          <Menu.Item
            leftSection={samples.length === 0 ? <IconPlus size={14} /> : <IconPencil size={14} />}
            onClick={onEdit}
          >
            {samples.length === 0 ? "Write a sample request" : "Edit the sample requests"}
          </Menu.Item>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}
