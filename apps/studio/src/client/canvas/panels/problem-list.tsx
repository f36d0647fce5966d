import { Popover } from "@mantine/core";
import { IconAlertTriangle, IconCheck, IconInfoCircle } from "@tabler/icons-react";
import { Chip } from "../../ui/chip.tsx";
import { counted } from "../../ui/format.ts";
import { MendButton } from "../mend/mend-button.tsx";
import { nodeTitle, useCanvas, useProblems } from "../session/canvas-model.ts";
import style from "./panels.module.css";

/** How many problems there are, and the list behind it; a click goes to where the problem stands. */
export function ProblemList({ onGo }: { readonly onGo: (node: string) => void }) {
  const problems = useProblems();
  const errors = problems.filter((problem) => problem.severity === "error").length;
  const warned = problems.filter((problem) => problem.severity === "warning").length;
  const noted = warned > 0;
  const warnings = counted(warned, "warning");
  const label =
    errors > 0
      ? `${errors} to mend${noted ? `, ${warnings}` : ""}`
      : noted
        ? `Ready: ${warnings}`
        : "Ready: nothing to mend";
  return (
    <Popover position="bottom-end" shadow="md" trapFocus>
      <Popover.Target>
        <button
          type="button"
          style={{ border: 0, background: "none", padding: 0, cursor: "pointer" }}
          aria-label={label}
        >
          {errors > 0 ? (
            <Chip tone="bad" tall>
              <IconAlertTriangle size={12} stroke={1.75} aria-hidden />
              {label}
            </Chip>
          ) : noted ? (
            <Chip tone="warn" tall>
              <IconInfoCircle size={12} stroke={1.75} aria-hidden />
              {warnings}
            </Chip>
          ) : (
            <Chip tone="ok" tall>
              <IconCheck size={12} stroke={2} aria-hidden />
              Ready
            </Chip>
          )}
        </button>
      </Popover.Target>
      <Popover.Dropdown p={8}>
        <ProblemItems onGo={onGo} />
      </Popover.Dropdown>
    </Popover>
  );
}

/** The problems one by one, with their mends. */
export function ProblemItems({
  onGo,
  blocking = false,
}: {
  readonly onGo: (node: string) => void;
  /** Only those that stand in the way of publishing. */
  readonly blocking?: boolean;
}) {
  const model = useCanvas();
  const problems = useProblems().filter((problem) => !blocking || problem.severity === "error");
  if (problems.length === 0) return <p className="muted small">Nothing to mend: this pipeline can be published.</p>;
  return (
    <ul className={style.problems}>
      {problems.map((problem) => (
        <li
          key={`${problem.code}-${problem.node ?? ""}-${problem.port ?? ""}-${problem.edge ?? ""}-${problem.field ?? ""}`}
        >
          <button
            type="button"
            className={style.problemItem}
            onClick={() => {
              if (problem.node !== undefined) onGo(problem.node);
            }}
          >
            {problem.severity === "error" ? (
              <IconAlertTriangle size={14} stroke={1.5} className="bad" aria-label="To mend" />
            ) : (
              <IconInfoCircle
                size={14}
                stroke={1.5}
                className={problem.severity === "warning" ? "warn" : "muted"}
                aria-label={problem.severity === "warning" ? "Warning" : "Note"}
              />
            )}
            <span className="grow">
              {problem.node !== undefined && <b>{nodeTitle(model, problem.node)}: </b>}
              {problem.message}
            </span>
          </button>
          {(problem.mends ?? []).map((mend) => (
            <MendButton key={mend.title} mend={mend} ml={30} mb={4} mr={4} />
          ))}
        </li>
      ))}
    </ul>
  );
}
