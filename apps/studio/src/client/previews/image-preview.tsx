import style from "./data-previews.module.css";

/** A picture that stood on a port, or what is known of it when it is too large to show. */
export function ImagePreview({
  mime,
  sizeBytes,
  src,
  height,
}: {
  readonly mime: string;
  readonly sizeBytes: number;
  readonly src: string | null;
  readonly height: number;
}) {
  const size = `${Math.max(1, Math.round(sizeBytes / 1024)).toLocaleString("en")} KB`;
  return (
    <figure className={style.image}>
      {src !== null && <img src={src} alt="What stood on this port" style={{ height }} />}
      <figcaption>
        {mime}, {size}
        {src === null ? ", too large to show here" : ""}
      </figcaption>
    </figure>
  );
}
