import { ActionIcon, Skeleton } from "@mantine/core";
import { IconDots } from "@tabler/icons-react";
import type { ProductStory } from "../api/outputs.ts";
import { Picture } from "../previews/picture.tsx";
import { stockLabel } from "../previews/stock-mark.tsx";
import { useDrawn } from "../products/drawn-product.tsx";
import { Price } from "../products/price.tsx";
import { openProductMenu } from "../products/product-menu.tsx";
import { ErrorNote } from "../ui/error-note.tsx";
import { ordinal, percent } from "../ui/format.ts";
import style from "./why.module.css";

const readable = (score: number) => String(Number(score.toPrecision(3)));

/** Why a product stands where it stands, in a sentence and step by step; `onGo` leads to a step's node. */
export function StoryView({
  story,
  error,
  onGo,
}: {
  readonly story: ProductStory | undefined;
  readonly error: unknown;
  readonly onGo?: ((node: string) => void) | undefined;
}) {
  const drawn = useDrawn();
  if (error !== null && error !== undefined) return <ErrorNote error={error} />;
  if (story === undefined) return <Skeleton height={88} radius={6} aria-label="Looking up why" />;
  const { item } = story;
  const found = new Map(story.found.map((source) => [source.node, source]));
  return (
    <div className={style.story}>
      <div className={style.head} {...drawn(item, story.place ?? undefined)}>
        <Picture item={item} width={40} height={36} named={false} />
        <div className="grow">
          <h3 className="clip">{item.title}</h3>
          <p className="muted">
            <Price item={item} />, {stockLabel(item.stock)}
          </p>
        </div>
        <ActionIcon
          size="xs"
          aria-label={`What to do with ${item.title}`}
          aria-haspopup="menu"
          onClick={(event) => openProductMenu(event.currentTarget)}
        >
          <IconDots size={16} stroke={1.5} />
        </ActionIcon>
      </div>
      <p className={style.sentence} role="status">
        {story.sentence}
      </p>
      {story.stages.length > 0 && (
        <table className={style.stages}>
          <thead>
            <tr>
              <th>Step</th>
              <th className="right">Place</th>
              <th className="right">Score</th>
            </tr>
          </thead>
          <tbody>
            {story.stages.map((stage) => (
              <tr key={stage.node} className={stage.after === null ? style.gone : ""}>
                <td>
                  {onGo === undefined ? (
                    <b>{stage.title}</b>
                  ) : (
                    <button type="button" className={style.link} onClick={() => onGo(stage.node)}>
                      {stage.title}
                    </button>
                  )}
                  <span className={style.did}>
                    {found.has(stage.node) && stage.before === null
                      ? `found it ${ordinal(found.get(stage.node)!.rank)}`
                      : stage.words}
                  </span>
                </td>
                <td className="right">{describePlace(stage)}</td>
                <td className="right">{stage.score === null ? "–" : readable(stage.score)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {item.propensity !== undefined && item.propensity < 1 && (
        <p className="muted small">Chance of this place under exploration: {percent(item.propensity)}.</p>
      )}
      {!story.whole && <p className="muted small">Only the answer was kept of this request, not every step.</p>}
    </div>
  );
}

function describePlace({ before, after }: ProductStory["stages"][number]): string {
  if (after === null) return "dropped";
  return before === null || before === after ? String(after) : `${before} → ${after}`;
}
