import { Button } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import { forwardRef } from "react";
import { counted } from "../../ui/format.ts";
import { QuickFixButton } from "../quick-fix/quick-fix-button.tsx";
import { nodeTitle } from "../session/canvas-model.ts";
import { useCanvas, useProblems } from "../session/use-canvas.ts";
import style from "./publish.module.css";

/** What stands in the way of publishing: each problem with its quick fixes and a way to where it stands. Nothing when nothing does. */
export const BlockingProblems = forwardRef<HTMLElement, { readonly onGo: (node: string) => void }>(
  function BlockingProblems({ onGo }, ref) {
    const model = useCanvas();
    const problems = useProblems().filter((problem) => problem.severity === "error");
    if (problems.length === 0) return null;
    return (
      <section ref={ref} tabIndex={-1} className={style.blocking} aria-label="What stands in the way">
        <h3>
          <IconAlertTriangle size={16} stroke={1.5} aria-hidden />
          {problems.length === 1 ? "One thing stands" : `${counted(problems.length, "thing")} stand`} in the way
        </h3>
        <ul>
          {problems.map((problem) => (
            <li key={JSON.stringify([problem.code, problem.node, problem.port, problem.edge, problem.field])}>
              <p>
                {problem.node !== undefined && <b>{nodeTitle(model, problem.node)}: </b>}
                {problem.message}
              </p>
              <div className={style.quickFixes}>
                {(problem.quickFixes ?? []).map((quickFix) => (
                  <QuickFixButton key={quickFix.title} quickFix={quickFix} />
                ))}
                {problem.node !== undefined && (
                  <Button size="xs" variant="subtle" onClick={() => onGo(problem.node!)}>
                    Go there
                  </Button>
                )}
              </div>
            </li>
          ))}
        </ul>
      </section>
    );
  },
);
