"""Traces for operators: spans of OpenTelemetry, where it is installed and switched on; otherwise nothing at all.

No span holds a question, a passage or an answer. `PEEL_QA_TRACES` names the collector that spans are sent to; a program that has
set up OpenTelemetry itself gets them in its own traces with `use_tracer`.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from peel_qa.errors import SettingsError

_NAME = "peel_qa"
_tracer: Any = None


def use_tracer(tracer: Any) -> None:
    """Make spans with an OpenTelemetry tracer; None makes none."""
    global _tracer  # noqa: PLW0603 - one process has one tracer, as it has one logger
    _tracer = tracer


def trace_to(address: str) -> None:
    """Send spans to a collector that speaks OTLP over gRPC, such as http://127.0.0.1:4317; "" sends none.

    Raises:
        SettingsError: where OpenTelemetry is not installed.
    """
    if not address:
        return
    try:
        from opentelemetry.exporter.otlp.proto.grpc.trace_exporter import OTLPSpanExporter
        from opentelemetry.sdk.resources import Resource
        from opentelemetry.sdk.trace import TracerProvider
        from opentelemetry.sdk.trace.export import BatchSpanProcessor
    except ModuleNotFoundError as error:
        raise SettingsError(
            f"PEEL_QA_TRACES needs a package that is not installed ({error.name})", "Install it: pip install 'peel-qa[tracing]'"
        ) from error
    provider = TracerProvider(resource=Resource.create({"service.name": _NAME}))
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter(endpoint=address, insecure=address.startswith("http://"))))
    use_tracer(provider.get_tracer(_NAME))


@contextmanager
def span(name: str, **attributes: str | int | float | bool) -> Iterator[Any]:
    """A span round what is done in it; None where nothing is traced."""
    if _tracer is None:
        yield None
        return
    with _tracer.start_as_current_span(
        f"{_NAME}.{name}", attributes={f"{_NAME}.{key}": value for key, value in attributes.items()}
    ) as made:
        yield made
