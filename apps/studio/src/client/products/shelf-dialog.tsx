import { Modal } from "@mantine/core";
import type { ShelfItem } from "../api/outputs.ts";
import { WideShelf } from "../previews/wide-shelf.tsx";
import { counted } from "../ui/format.ts";

/** A whole shelf with room: every product with its picture, title, price and stock. */
export function ShelfDialog({
  title,
  items,
  of,
  titleOf,
  onPick,
  onClose,
}: {
  readonly title: string;
  /** Nothing while it is closed. */
  readonly items: readonly ShelfItem[] | undefined;
  /** How many there are, where not all are shown. */
  readonly of?: number | undefined;
  readonly titleOf: (node: string) => string;
  readonly onPick?: ((item: ShelfItem) => void) | undefined;
  readonly onClose: () => void;
}) {
  return (
    <Modal opened={items !== undefined} onClose={onClose} title={title} size="min(960px, 92vw)">
      {items !== undefined && (
        <>
          <p className="muted small" style={{ marginBottom: 12 }}>
            {of === undefined || of <= items.length
              ? counted(items.length, "product")
              : `The first ${items.length} of ${counted(of, "product")}`}
          </p>
          <WideShelf items={items} titleOf={titleOf} onPick={onPick} wide />
        </>
      )}
    </Modal>
  );
}
