# The page in a container: no root, nothing written outside /data and /tmp, no network needed once it is built.
#
#   docker build -t peel-qa .
#   docker run --rm --read-only --tmpfs /tmp --volume peel-qa:/data --publish 127.0.0.1:7860:7860 peel-qa
#
# compose.yaml adds a Chroma server, and a language-model server where one is wanted.

FROM python:3.11.9-slim-bookworm AS build
# PyTorch's builds for the processor alone; the usual ones bring gigabytes of graphics libraries.
ARG TORCH_INDEX=https://download.pytorch.org/whl/cpu
WORKDIR /app
RUN python -m venv /venv
COPY pyproject.toml constraints.txt README.md ./
COPY peel_qa/ peel_qa/
RUN /venv/bin/pip install --no-cache-dir --constraint constraints.txt --index-url "$TORCH_INDEX" torch==2.13.0 \
    && /venv/bin/pip install --no-cache-dir --constraint constraints.txt '.[mcp]' \
    && /venv/bin/pip uninstall --yes peel-qa
# The network for onnxruntime, made here so that the image need not be written later.
ENV PEEL_QA_MODELS=/app/models PYTHONDONTWRITEBYTECODE=1
RUN /venv/bin/python -c "from peel_qa.index.embedding import Embedder; from peel_qa.settings import Settings; Embedder.of(Settings()).dimension"

FROM python:3.11.9-slim-bookworm
RUN useradd --system --uid 10001 --home-dir /data --shell /usr/sbin/nologin peel-qa \
    && mkdir -p /data/added /data/index \
    && chown -R peel-qa:peel-qa /data
COPY --from=build /venv /venv
COPY --from=build /app/models /app/models
COPY app.py LICENSE /app/
COPY peel_qa/ /app/peel_qa/
COPY corpus/ /app/corpus/
WORKDIR /app
ENV PATH=/venv/bin:$PATH \
    PYTHONPATH=/app \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    PEEL_QA_MODELS=/app/models \
    PEEL_QA_CORPUS=/app/corpus:/data/added \
    PEEL_QA_INDEX=/data/index \
    PEEL_QA_FEEDBACK=/data/feedback.sqlite \
    PEEL_QA_HOST=0.0.0.0 \
    PEEL_QA_PORT=7860
USER 10001:10001
VOLUME /data
EXPOSE 7860
# The first start builds the index, which takes a minute or two.
HEALTHCHECK --interval=30s --timeout=5s --start-period=300s \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:7860/healthz', timeout=4)"]
CMD ["python", "app.py"]
