/** The name of the frame at the bottom of all that runs inside of the boundary: both threads know it. */
export const BOUNDARY_FRAME = "holdfastBoundary";
