"""Room masks: the mask value, polygons, segmentation, refinement and pictures of them."""
