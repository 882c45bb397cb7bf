/** The mark: a tank, its water line, a pod in it. */
export function BrandMark() {
  return (
    <svg
      width="22"
      height="22"
      viewBox="0 0 22 22"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.6"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
    >
      <rect x="2" y="2" width="18" height="18" rx="5.5" />
      <path d="M2.4 8.400q2.200-1.500 4.400-.1t4.300 0 4.300 0 4.200.1" />
      <rect
        x="6.800"
        y="11.400"
        width="9"
        height="4.800"
        rx="2.400"
        fill="currentColor"
        stroke="none"
        transform="rotate(-24 11.300 13.800)"
      />
    </svg>
  )
}
