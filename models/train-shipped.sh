#!/bin/sh
# Trains the shipped models of the NCR18650PF and chooses among their candidates, on validation cycles alone; then measures what was chosen
# on the test cycles, once, and writes cards, reports and error tables. Some two hours of one core. From the repository's root:
#   models/train-shipped.sh FOLDER_OF_CYCLES FOLDER_OF_CANDIDATES
# The recordings: P. Kollmeyer, Mendeley Data wykht8y7tg, CC BY 4.0, through nanobms-train import. A candidate that is there already is not
# trained again; a run that was stopped goes on. Each new int8 file needs recordings in models/golden, and the default its C# (convert).
set -eu
cycles=$1
out=$2
mkdir -p "$out"
if [ -z "${NANOBMS_TRAIN:-}" ]; then
    dotnet build -c Release tools/ModelTrainer -v q
    NANOBMS_TRAIN=tools/ModelTrainer/bin/Release/net10.0/NanoBms.ModelTrainer.dll
fi

cell=models/cells/panasonic18650pf.json
about=tools/Cells/Import/Sets/panasonic18650pf-about.json
drives='cycle_1,cycle_2,cycle_3,nn'
charges='charge_01,charge_05,!trise_*/*'

# Not charge_09, recorded in July: the cell had aged by then, and at the same voltage stands some 10 % lower than when it was new. While a charge
# goes on nothing in a window tells the two apart; a network that learns both reads the new one 1 to 6 % low in the midst of each charge.

# What no recipe learns from: a drive at each temperature, two charges, both warming ambients.
common='cycle_4,charge_03,charge_07,trise_*/cycle_1'

# The recipes: whole days and recordings alone; a twentieth of the virtual cell beside them; the first part of each day and a tenth of the
# virtual cell, so that the rest of the days tells of rests and charges in the cold.
recipe() {
    case $1 in
        recorded) days=day choose=$common share=0 ;;
        whole) days=day choose=$common share=0.04 ;;
        parted) days='day@0-0.6' choose="$common,day@0.6-1" share=0.1 ;;
    esac
}

# run MODEL RECIPE SEED PATH OPTIONS...
run() {
    model=$1
    seed=$3
    path=$4
    recipe "$2"
    shift 4
    dotnet "$NANOBMS_TRAIN" train --data "$cycles" --about "$about" --manifest "models/$model.manifest.json" --out "$path" \
        --train "$drives,$days,$charges" --validate "$choose" --virtual-cell "$cell" --virtual-share "$share" --phase-weights 7,1,2 \
        --seed "$seed" "$@"
}

# ship MODEL "RECIPE.SEED ..." OPTIONS...: trains the candidates, takes the best of them on what none learnt from, and measures it.
ship() {
    shipped=$1
    candidates=$2
    shift 2
    paths=
    for one in $candidates; do
        at=$out/$shipped.$one
        paths="$paths $at"
        [ -f "$at.int8.tflite" ] || run "$shipped" "${one%.*}" "${one##*.}" "$at" --test cycle_4 --checkpoint "$at.checkpoint" "$@"
    done

    # shellcheck disable=SC2086 # a list of paths without spaces
    best=$(dotnet "$NANOBMS_TRAIN" compare $paths --data "$cycles" --validate "$common" --virtual-cell "$cell" | tee /dev/stderr \
        | sed -n 's/^best on validation: //p')
    cp "$out/$best.float.tflite" "models/$shipped.float.tflite"
    cp "$out/$best.int8.tflite" "models/$shipped.int8.tflite"
    one=${best#"$shipped".}
    run "$shipped" "${one%.*}" "${one##*.}" "models/$shipped" --describe-only "$@"
    dotnet "$NANOBMS_TRAIN" evaluate "models/$shipped" --data "$cycles" --slow-discharge "$cycles/25degC/c20_ocv.csv" --report "models/reports/$shipped"
}

ship panasonic18650pf-128-64 "recorded.3 parted.3" --steps 9000
ship panasonic18650pf-stream-64 "parted.1" --lstm 64 --dense 16 --batch 128 --steps 10000 --learning-rate 0.002
ship panasonic18650pf-128-64-15s "whole.1" --copies 30 --steps 4000
ship panasonic18650pf-32-16 "recorded.1 parted.1" --lstm 32,16 --dense 16 --steps 5000 --learning-rate 0.002
