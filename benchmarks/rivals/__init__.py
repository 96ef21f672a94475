"""The references that the metrics are held against: what each of them says, and how long it takes to say it.

The parity tests and the speed table use the same adapters, so what is timed is what is proved equal. Masks come in as
(H, W) bool, soft predictions as (H, W) float in 0..1; values go out as plain numbers. Every module imports its package
inside its functions: a package that is missing takes only its own rows away.
"""
