import { Skeleton } from "@mantine/core";
import ui from "../ui/ui.module.css";
import style from "./start.module.css";

/** Grey shapes of the start page while what it shows is on its way. */
export function StartSkeleton() {
  return (
    <>
      <span className="unseen" role="status">
        Loading
      </span>
      <section className={`${ui.card} ${style.hero}`} aria-hidden>
        <div>
          <Skeleton height={28} width={220} mb={12} />
          <Skeleton height={16} mb={16} />
          <Skeleton height={32} width={140} />
        </div>
        <Skeleton height={120} radius={10} />
        <Skeleton height={120} />
      </section>
      <div className={style.section} aria-hidden>
        <Skeleton height={20} width={260} />
      </div>
      <div className={style.templates} aria-hidden>
        {[..."123456"].map((key) => (
          <Skeleton key={key} height={190} radius={10} />
        ))}
      </div>
    </>
  );
}
