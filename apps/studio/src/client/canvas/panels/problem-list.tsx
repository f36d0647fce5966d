import { Popover } from "@mantine/core";
import { IconAlertTriangle, IconCheck, IconInfoCircle } from "@tabler/icons-react";
import { Chip } from "../../ui/chip.tsx";
import { QuickFixButton } from "../quick-fix/quick-fix-button.tsx";
import { nodeTitle } from "../session/canvas-model.ts";
import { useCanvas, useProblems } from "../session/use-canvas.ts";
import style from "./panels.module.css";
import { problemTally } from "./problem-tally.ts";

const signs = { ok: IconCheck, warn: IconInfoCircle, bad: IconAlertTriangle };

/** How many problems there are, and the list behind it; a click goes to where the problem stands. */
export function ProblemList({ onGo }: { readonly onGo: (node: string) => void }) {
  const { tone, text, label } = problemTally(useProblems());
  const Sign = signs[tone];
  return (
    <Popover position="bottom-end" shadow="md" trapFocus>
      <Popover.Target>
        <button
          type="button"
          style={{ border: 0, background: "none", padding: 0, cursor: "pointer" }}
          aria-label={label}
        >
          <Chip tone={tone} tall>
            <Sign size={12} stroke={1.75} aria-hidden />
            {text}
          </Chip>
        </button>
      </Popover.Target>
      <Popover.Dropdown p={8}>
        <ProblemItems onGo={onGo} />
      </Popover.Dropdown>
    </Popover>
  );
}

/** The problems one by one, with their quick fixes. */
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
  if (problems.length === 0) return <p className="muted small">Nothing to fix: this pipeline can be published.</p>;
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
              <IconAlertTriangle size={14} stroke={1.5} className="bad" aria-label="To fix" />
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
          {(problem.quickFixes ?? []).map((quickFix) => (
            <QuickFixButton key={quickFix.title} quickFix={quickFix} ml={30} mb={4} mr={4} />
          ))}
        </li>
      ))}
    </ul>
  );
}
