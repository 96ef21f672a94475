"""The room behind the photo: line segments, vanishing points, camera, planes, and the room as a box.

Import from the modules (``maskkit.geometry.camera``, ``.layout``, ``.lines``, ``.planes``): nothing is loaded here.
"""
