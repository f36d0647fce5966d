import { useEffect, useRef, useState } from "react";

/** Text as it is typed, handed on after a short rest; what comes from elsewhere is shown unless one is typing. */
export function useDraftValue(
  value: string,
  onRest: (value: string) => void,
  restMs = 200,
): [string, (text: string) => void] {
  const [text, setText] = useState(value);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const latest = useRef({ text, onRest });
  latest.current.onRest = onRest;
  useEffect(() => {
    if (timer.current === undefined) setText(value);
  }, [value]);
  useEffect(
    () => () => {
      // Leaving the field, or the node, must not lose the last letters.
      if (timer.current === undefined) return;
      clearTimeout(timer.current);
      latest.current.onRest(latest.current.text);
    },
    [],
  );
  return [
    text,
    (next) => {
      setText(next);
      latest.current.text = next;
      clearTimeout(timer.current);
      timer.current = setTimeout(() => {
        timer.current = undefined;
        latest.current.onRest(next);
      }, restMs);
    },
  ];
}
