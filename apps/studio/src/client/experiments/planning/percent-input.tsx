import { NumberInput } from "@mantine/core";
import { useEffect, useState } from "react";

/** A share, 0–1, as a number in per cent; what cannot be read leaves the share as it was. */
export function PercentInput({
  value,
  onChange,
  min = 0,
  max = 100,
  step = 1,
  places = 2,
  ...rest
}: {
  readonly value: number;
  readonly onChange: (share: number) => void;
  readonly min?: number;
  readonly max?: number;
  readonly step?: number;
  readonly places?: number;
  readonly label?: string;
  readonly "aria-label"?: string;
  readonly description?: string;
  readonly disabled?: boolean;
  readonly w?: number;
}) {
  const shown = Math.round(value * 1e6) / 1e4;
  const [text, setText] = useState<number | string>(shown);
  useEffect(() => setText((before) => (Number(before) === shown ? before : shown)), [shown]);
  return (
    <NumberInput
      {...rest}
      suffix=" %"
      min={min}
      max={max}
      step={step}
      decimalScale={places}
      clampBehavior="blur"
      allowNegative={min < 0}
      value={text}
      onChange={(next) => {
        setText(next);
        const number = typeof next === "number" ? next : Number.parseFloat(next);
        if (Number.isFinite(number) && number >= min && number <= max) onChange(Math.round(number * 1e4) / 1e6);
      }}
      onBlur={() => setText(shown)}
    />
  );
}
